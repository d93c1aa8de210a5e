using System.Text;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents;

/// <summary>
/// The awareness messages of npm's y-protocols: who is in a document and where. They are never part of the document.
/// </summary>
public static class AwarenessUpdate
{
    /// <summary>Reads a message. States stay JSON texts as they came.</summary>
    /// <param name="message">What y-protocols' <c>encodeAwarenessUpdate</c> gave.</param>
    /// <param name="limits">What it may contain; <see cref="AwarenessLimits.Default"/> when null.</param>
    /// <exception cref="InvalidUpdateException">It is malformed or exceeds a limit.</exception>
    public static IReadOnlyList<AwarenessEntry> Decode(ReadOnlySpan<byte> message, AwarenessLimits? limits = null)
    {
        limits ??= AwarenessLimits.Default;
        if (message.Length > limits.MaxBytes)
            Fault.Limit($"awareness: {message.Length} bytes exceed {limits.MaxBytes}; send less");
        var reader = new ByteReader(message);
        var budget = new ReadBudget(UpdateLimits.Trusted with { MaxDepth = limits.MaxDepth });
        var count = reader.ReadCount(4, "awareness entries");
        if (count > limits.MaxEntries)
            Fault.Limit($"awareness: {count} entries exceed {limits.MaxEntries}; send less");
        var entries = new AwarenessEntry[count];
        for (var i = 0; i < count; i++)
            entries[i] = Read(ref reader, budget, limits);
        reader.ExpectEnd();
        return entries;
    }

    /// <summary>Writes a message as y-protocols does. States are written as they are and not checked.</summary>
    public static byte[] Encode(IReadOnlyCollection<AwarenessEntry> entries)
    {
        using var writer = new ByteWriter();
        writer.WriteVarUint(entries.Count);
        foreach (var entry in entries)
        {
            writer.WriteVarUint(entry.Client);
            writer.WriteVarUint(entry.Clock);
            writer.WriteString(entry.State ?? "null");
        }

        return writer.ToArray();
    }

    private static AwarenessEntry Read(ref ByteReader reader, ReadBudget budget, AwarenessLimits limits)
    {
        var client = reader.ReadVarUint();
        var clock = reader.ReadVarUint();
        var state = JsonCheck.Read(ref reader, budget);
        if (state.Length > limits.MaxStateBytes)
            Fault.Limit($"awareness: state of client {client} has {state.Length} bytes and exceeds {limits.MaxStateBytes}; send less");
        return new AwarenessEntry(client, clock, state.Trim(" \t\r\n"u8).SequenceEqual("null"u8) ? null : Encoding.UTF8.GetString(state));
    }
}
