using System.Text.Json;

namespace RealtimeHub.Documents.Codec;

/// <summary>Reads strings that must be JSON, as <c>JSON.parse</c> takes it, and leaves them as they are.</summary>
internal static class JsonCheck
{
    public static ReadOnlySpan<byte> Read(ref ByteReader reader, ReadBudget budget)
    {
        var text = reader.ReadUtf8();
        Check(text, reader.Position, budget);
        return text;
    }

    /// <summary>Also the word <c>undefined</c>, which Yjs writes in arrays.</summary>
    public static ReadOnlySpan<byte> ReadOrUndefined(ref ByteReader reader, ReadBudget budget)
    {
        var text = reader.ReadUtf8();
        if (text.SequenceEqual("undefined"u8))
            budget.TakeItems(1);
        else
            Check(text, reader.Position, budget);
        return text;
    }

    public static void Check(ReadOnlySpan<byte> text, int position, ReadBudget budget)
    {
        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = budget.MaxDepth });
        try
        {
            while (json.Read())
                budget.TakeItems(1);
        }
        catch (JsonException)
        {
            Fault.Malformed($"update: string before byte {position} is not JSON, or is nested deeper than {budget.MaxDepth}");
        }
    }
}
