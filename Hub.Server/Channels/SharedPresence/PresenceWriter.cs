using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.SharedPresence;

/// <summary>
/// Writes down for the other nodes how this node's connections stand. What changes while a channel's write is under way is one write more; what could not be written
/// is tried again until it is. So what waits is bounded by the connections that there are.
/// </summary>
/// <remarks>
/// It uses the engine itself: what nodes keep for each other is no publication of anyone, is not counted as one, and is kept for less long.
/// </remarks>
internal sealed partial class PresenceWriter(IEngine engine, PresenceRegistry registry, NodeName node, TimeProvider time, ILogger<PresenceWriter> logger) : IDisposable
{
    /// <summary>The most keys of one append.</summary>
    public const int MostTogether = 500;

    private const int MostAtOnce = 64;
    private readonly Lock gate = new();
    private readonly Dictionary<ChannelName, HashSet<string>> changed = [];
    private readonly Dictionary<ChannelName, Task> writing = [];
    private readonly SemaphoreSlim places = new(MostAtOnce);
    private readonly PresenceIndex index = new(engine, node.Id);
    private readonly CancellationTokenSource end = new();

    /// <summary>These connections of a channel are to be written as they then stand.</summary>
    public void Write(ChannelName channel, IReadOnlyCollection<string> connectionIds)
    {
        lock (gate)
        {
            if (!changed.TryGetValue(channel, out var ids))
                changed.Add(channel, ids = new HashSet<string>(StringComparer.Ordinal));
            ids.UnionWith(connectionIds);
            if (!writing.ContainsKey(channel))
                writing.Add(channel, WriteAllAsync(channel));
        }
    }

    /// <summary>What was written before may be gone.</summary>
    public void ForgetWritten() => index.Forget();

    /// <summary>Returns when all is written.</summary>
    public Task FlushAsync()
    {
        lock (gate)
            return Task.WhenAll(writing.Values);
    }

    /// <summary>Gives up what is not written yet.</summary>
    public void Stop() => end.Cancel();

    public void Dispose()
    {
        end.Dispose();
        places.Dispose();
    }

    private async Task WriteAllAsync(ChannelName channel)
    {
        // Not on the thread, nor under the lock, of the one that made the change.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (TakeChanged(channel) is { } ids)
        {
            try
            {
                await EngineRetry.RunAsync(_ => WriteAsync(channel, ids), time, end.Token);
            }
            catch (Exception error)
            {
                LogFailed(channel, error);
            }
        }
    }

    private HashSet<string>? TakeChanged(ChannelName channel)
    {
        lock (gate)
        {
            if (!end.IsCancellationRequested && changed.Remove(channel, out var ids))
                return ids;
            writing.Remove(channel);
            return null;
        }
    }

    private async ValueTask WriteAsync(ChannelName channel, HashSet<string> ids)
    {
        await places.WaitAsync(end.Token);
        try
        {
            var key = PresenceRecord.KeyOf(channel);
            var (connections, anyHere) = registry.FindHere(channel, ids);
            if (anyHere)
                await index.SetAsync(key, present: true);
            foreach (var batch in connections.Chunk(MostTogether))
            {
                await engine.AppendAsync(
                    new Append
                    {
                        Channel = PresenceRecord.ChannelOf(key),
                        Drafts = [.. batch.Select(one => PresenceRecord.DraftOf(node.Id, one.Key, one.Value))],
                        Retention = PresenceRecord.Retention,
                        Durability = Durability.Relaxed,
                    },
                    CancellationToken.None);
            }

            if (!anyHere)
                await index.SetAsync(key, present: false);
        }
        finally
        {
            places.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The other nodes can't be told who is in {Channel}")]
    private partial void LogFailed(ChannelName channel, Exception error);
}
