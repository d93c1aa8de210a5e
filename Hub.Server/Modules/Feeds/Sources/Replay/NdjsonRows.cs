using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Replay;

/// <summary>A JSON object a line: an update as PublishUpdates takes them, or a flat object with the key and the fields.</summary>
internal sealed class NdjsonRows(ReplayOptions options) : IRowReader
{
    public async IAsyncEnumerable<ReplayRow> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(file);
        await foreach (var (number, text) in BoundedLines.ReadAsync(reader, cancellationToken))
            yield return RowOf(text, number);
    }

    private ReplayRow RowOf(ReadOnlyMemory<byte> text, int line)
    {
        try
        {
            return Parse(text, line);
        }
        catch (InvalidOperationException notText)
        {
            throw new SourceFailedException($"line {line} has a name or a key with half of a surrogate pair or bytes that aren't UTF-8", notText);
        }
    }

    private ReplayRow Parse(ReadOnlyMemory<byte> text, int line)
    {
        JsonElement row;
        try
        {
            row = JsonElement.Parse(text.Span);
        }
        catch (JsonException malformed)
        {
            throw new SourceFailedException($"line {line} is not JSON", malformed);
        }

        if (row.ValueKind != JsonValueKind.Object)
            throw new SourceFailedException($"line {line} is not an object");
        if (Find(row, options.Key) is not { ValueKind: JsonValueKind.String or JsonValueKind.Number } key)
            throw new SourceFailedException($"line {line} has no {options.Key}");
        var time = options.Time.Length > 0 ? ReplayRow.TimeOf(Find(row, options.Time)?.ToString() ?? "", line) : (DateTimeOffset?)null;
        return new ReplayRow(Find(row, "fields") is { ValueKind: JsonValueKind.Object } || Find(row, "removed") is { ValueKind: JsonValueKind.True }
            ? WholeUpdate(row, key.ToString(), line)
            : FlatUpdate(row, key.ToString()), time);
    }

    private static FeedUpdate WholeUpdate(JsonElement row, string key, int line)
    {
        try
        {
            return row.Deserialize(HubJson.Default.FeedUpdate)! with { Key = key };
        }
        catch (RefusedValueException refused)
        {
            throw new SourceFailedException($"line {line}: {ContractRefusal.Of(refused).Text}", refused);
        }
        catch (JsonException malformed)
        {
            throw new SourceFailedException($"line {line} is no update as PublishUpdates takes them", malformed);
        }
    }

    private FeedUpdate FlatUpdate(JsonElement row, string key)
    {
        using var value = new FlatObject();
        foreach (var member in row.EnumerateObject().Where(member => member.Name != options.Key && member.Name != options.Time))
            value.Json(member.Name, member.Value);
        return new FeedUpdate(key) { Fields = value.ToPayload() };
    }

    private static JsonElement? Find(JsonElement row, string name) => row.TryGetProperty(name, out var member) ? member : null;
}
