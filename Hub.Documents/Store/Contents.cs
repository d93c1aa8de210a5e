using System.Text;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

/// <summary>Values one after another as update format v1 has them: of "any" encoding or JSON texts.</summary>
internal sealed class ValueRun(byte[] bytes, int start, int end)
{
    private byte[] bytes = bytes;

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(start, end - start);

    /// <summary>Cuts off what follows the first values and gives it.</summary>
    public ValueRun Split(bool json, int count)
    {
        var at = start + OffsetOf(json, count);
        var right = new ValueRun(bytes[at..end], 0, end - at);
        end = at;
        return right;
    }

    /// <summary>Where a value starts.</summary>
    public int OffsetOf(bool json, int count)
    {
        var reader = new ByteReader(Bytes);
        var budget = new ReadBudget(UpdateLimits.Trusted);
        for (; count > 0; count--)
        {
            if (json)
                reader.ReadVarBytes();
            else
                AnySkipper.Skip(ref reader, budget);
        }

        return reader.Position;
    }

    public void Append(ValueRun right)
    {
        var added = right.Bytes;
        if (bytes.Length - end < added.Length)
        {
            var larger = new byte[(end - start + added.Length) * 2];
            Bytes.CopyTo(larger);
            (bytes, start, end) = (larger, 0, end - start);
        }

        added.CopyTo(bytes.AsSpan(end));
        end += added.Length;
    }

    public static object? Read(ref ByteReader reader, bool json)
    {
        if (!json)
            return AnyCodec.Read(ref reader);
        var text = reader.ReadVarBytes();
        return text.SequenceEqual("undefined"u8) ? Undefined.Value : JsonText.Parse(text);
    }
}

/// <summary>An embedded object, or the value of a format, as JSON.</summary>
internal sealed class JsonContent(string json)
{
    private object? value;
    private bool parsed;

    public string Json => json;

    public object? Value
    {
        get
        {
            if (!parsed)
                (value, parsed) = (JsonText.Parse(Encoding.UTF8.GetBytes(json)), true);
            return value;
        }
    }
}

/// <summary>Where a format of a text starts or ends. Ends share the value of what they restore: as in Yjs, objects can be one or only alike.</summary>
internal sealed class FormatContent(string key, JsonContent value)
{
    public string Key => key;

    public JsonContent Value => value;
}

/// <summary>A sub-document: its name and its options in "any" encoding.</summary>
internal sealed record SubdocumentContent(string Guid, byte[] Options);
