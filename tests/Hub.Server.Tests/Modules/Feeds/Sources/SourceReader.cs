using System.Text;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Sources;

/// <summary>Reads a source as the server does, a batch as a line.</summary>
internal sealed class SourceReader(IFeedSource source) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<IReadOnlyList<FeedUpdate>> reader = source.ReadAsync(default).GetAsyncEnumerator();

    /// <summary>The next batch; null at the end.</summary>
    public async Task<string?> NextAsync() => await reader.MoveNextAsync().Within() ? Text(reader.Current) : null;

    /// <summary>What the source says when it fails.</summary>
    public async Task<string> FailureAsync() => (await Assert.ThrowsAsync<SourceFailedException>(() => reader.MoveNextAsync().AsTask().Within())).Message;

    public async Task<IReadOnlyList<string>> AllAsync()
    {
        var all = new List<string>();
        while (await NextAsync() is { } next)
            all.Add(next);
        return all;
    }

    public ValueTask DisposeAsync() => reader.DisposeAsync();

    private static string Text(IReadOnlyList<FeedUpdate> updates) => string.Join(' ', updates.Select(update => update.Removed == true
        ? "-" + update.Key
        : update.Key + (update.Patch == true ? "+" : "") + Encoding.UTF8.GetString(update.Fields!.Value.ToJson().Bytes.Span)));
}
