using System.Buffers;
using MessagePack;

namespace RealtimeHub.Shared;

/// <summary>Bytes of Yjs: the data of <c>doc.updated</c> and <c>doc.awareness</c>.</summary>
/// <param name="Update">An update of format v1, or a message of y-protocols' awareness.</param>
public sealed record DocumentUpdate(ReadOnlyMemory<byte> Update)
{
    private static ReadOnlySpan<byte> Field => "update"u8;

    /// <summary>Writes it as MessagePack, so that it is stored and sent without base64; receivers of JSON get that.</summary>
    public Payload ToPayload()
    {
        var output = new ArrayBufferWriter<byte>(Update.Length + 16);
        var writer = new MessagePackWriter(output);
        writer.WriteMapHeader(1);
        writer.WriteString(Field);
        writer.Write(Update.Span);
        writer.Flush();
        return new Payload(PayloadEncoding.MessagePack, output.WrittenMemory);
    }

    /// <summary>Reads what <see cref="ToPayload"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The payload is something else.</exception>
    public static DocumentUpdate FromPayload(Payload payload)
    {
        if (payload.Encoding != PayloadEncoding.MessagePack)
            throw new InvalidDataException("a document's update is MessagePack");
        var reader = new MessagePackReader(payload.Bytes);
        try
        {
            if (reader.ReadMapHeader() != 1 || !reader.TryReadStringSpan(out var field) || !field.SequenceEqual(Field))
                throw new InvalidDataException("a document's update has one field, update");
            return new DocumentUpdate(reader.ReadBinary());
        }
        catch (Exception e) when (SoundValue.IsMalformed(e))
        {
            throw new InvalidDataException("a document's update is malformed", e);
        }
    }
}
