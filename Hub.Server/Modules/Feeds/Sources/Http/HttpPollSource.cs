using System.Runtime.CompilerServices;
using System.Text.Json;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Http;

/// <summary>Polls a JSON document and takes the values out of it.</summary>
internal sealed class HttpPollSource(string name, HttpTarget target, HttpSourceOptions options, FieldTypes types, TimeProvider time) : IFeedSource, IDisposable
{
    private readonly HttpFetcher fetcher = new(target.Address, options, time);
    private readonly JsonMapping mapping = new(target.Mapping, types, patches: false);
    private HttpDocument? accepted;

    public string Name => name;

    public string Title => "";

    public string Description => target.Description;

    public string Kind => "http";

    public IReadOnlyList<FeedField> Fields => target.Fields;

    public async IAsyncEnumerable<IReadOnlyList<FeedUpdate>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pace = new PollPace(options.Interval, options.MaxInterval);
        while (true)
        {
            var document = await fetcher.GetAsync(accepted, cancellationToken);
            var body = document.Body;
            var changed = body is { } bytes && (accepted?.Body is not { } before || !before.Span.SequenceEqual(bytes.Span));
            yield return changed ? Map(body!.Value) : [];

            // Only what the feed has accepted counts as known: otherwise the next answer would be that nothing has changed.
            accepted = document with { Body = body ?? accepted?.Body };
            await Task.Delay(pace.Next(changed, document.MaxAge), time, cancellationToken);
        }
    }

    public void Dispose() => fetcher.Dispose();

    private IReadOnlyList<FeedUpdate> Map(ReadOnlyMemory<byte> body)
    {
        try
        {
            return mapping.Map(JsonElement.Parse(body.Span)) is { Count: > 0 } updates ? updates : throw new SourceFailedException("its document has no items where Mapping says");
        }
        catch (JsonException malformed)
        {
            throw new SourceFailedException("its document is not JSON", malformed);
        }
    }
}
