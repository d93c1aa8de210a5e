using System.IO.Compression;
using System.Text.Json;

namespace RealtimeHub.Documents.Bench;

/// <summary>One change of a text; positions count code points.</summary>
internal readonly record struct Patch(int Position, int Deleted, string Inserted);

/// <summary>Changes of one author at once, after the transactions that it had.</summary>
internal sealed record TraceTransaction(int Agent, int[] Parents, Patch[] Patches);

/// <summary>A recorded session of typing, of the format of josephg/editing-traces.</summary>
internal sealed record Trace(string Start, string End, bool IsConcurrent, TraceTransaction[] Transactions)
{
    public static Trace Load(string file)
    {
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(stream);
        var root = json.RootElement;
        var concurrent = root.TryGetProperty("kind", out var kind) && kind.GetString() == "concurrent";
        return new Trace(
            root.TryGetProperty("startContent", out var start) ? start.GetString()! : "",
            root.GetProperty("endContent").GetString()!,
            concurrent,
            [.. root.GetProperty("txns").EnumerateArray().Select((transaction, i) => Read(transaction, i, concurrent))]);
    }

    private static TraceTransaction Read(JsonElement transaction, int index, bool concurrent) => new(
        concurrent ? transaction.GetProperty("agent").GetInt32() : 0,
        concurrent ? [.. transaction.GetProperty("parents").EnumerateArray().Select(parent => parent.GetInt32())] : index == 0 ? [] : [index - 1],
        [.. transaction.GetProperty("patches").EnumerateArray().Select(patch => new Patch(patch[0].GetInt32(), patch[1].GetInt32(), patch[2].GetString()!))]);
}
