using System.Text;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents;

/// <summary>What a message of npm's y-websocket is for.</summary>
public enum SyncMessageKind
{
    /// <summary>A state vector: the receiver answers with what it lacks.</summary>
    Step1,

    /// <summary>An update: what the state vector lacks.</summary>
    Step2,

    /// <summary>An update.</summary>
    Update,

    /// <summary>An awareness message of y-protocols.</summary>
    Awareness,

    /// <summary>A refusal, whose text is in UTF-8.</summary>
    Denied,

    /// <summary>A request for the awareness of all.</summary>
    QueryAwareness,

    /// <summary>Something else, which receivers pass over.</summary>
    Other,
}

/// <summary>A message of npm's y-websocket: of its sync, awareness and auth protocols.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Content">A state vector, an update, an awareness message, a text, or nothing.</param>
public readonly record struct SyncMessage(SyncMessageKind Kind, ReadOnlyMemory<byte> Content)
{
    private const int Sync = 0;
    private const int Awareness = 1;
    private const int Auth = 2;
    private const int QueryAwareness = 3;

    /// <summary>A refusal.</summary>
    public static SyncMessage Denied(string text) => new(SyncMessageKind.Denied, Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a message; its content is a part of the same memory.</summary>
    /// <exception cref="InvalidUpdateException">It is malformed. What it contains is not checked.</exception>
    public static SyncMessage Read(ReadOnlyMemory<byte> message)
    {
        var reader = new ByteReader(message.Span);
        var kind = (reader.ReadVarUint(), reader.Remaining) switch
        {
            (Sync, _) => reader.ReadVarUint() is var step and <= (int)SyncMessageKind.Update ? (SyncMessageKind)step : SyncMessageKind.Other,
            (Awareness, _) => SyncMessageKind.Awareness,
            (Auth, _) => reader.ReadVarUint() == 0 ? SyncMessageKind.Denied : SyncMessageKind.Other,
            (QueryAwareness, _) => SyncMessageKind.QueryAwareness,
            _ => SyncMessageKind.Other,
        };
        if (kind is SyncMessageKind.QueryAwareness or SyncMessageKind.Other)
            return new SyncMessage(kind, default);
        var length = reader.ReadVarBytes().Length;
        return new SyncMessage(kind, message.Slice(reader.Position - length, length));
    }

    /// <summary>Writes the message.</summary>
    public byte[] Encode()
    {
        using var writer = new ByteWriter(Content.Length + 8);
        switch (Kind)
        {
            case SyncMessageKind.Step1 or SyncMessageKind.Step2 or SyncMessageKind.Update:
                writer.WriteVarUint(Sync);
                writer.WriteVarUint((int)Kind);
                break;
            case SyncMessageKind.Awareness:
                writer.WriteVarUint(Awareness);
                break;
            case SyncMessageKind.Denied:
                writer.WriteVarUint(Auth);
                writer.WriteVarUint(0);
                break;
            case SyncMessageKind.QueryAwareness:
                writer.WriteVarUint(QueryAwareness);
                return writer.ToArray();
            default:
                throw new InvalidOperationException($"message of kind {Kind} can't be written");
        }

        writer.WriteVarBytes(Content.Span);
        return writer.ToArray();
    }
}
