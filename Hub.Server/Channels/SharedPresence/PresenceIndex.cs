using RealtimeHub.Server.Engines;

namespace RealtimeHub.Server.Channels.SharedPresence;

/// <summary>
/// In which channels this node has connections, written down before they are, so that a node that cleans up after it finds them all. What is asked for while a write
/// is under way is written together.
/// </summary>
internal sealed class PresenceIndex(IEngine engine, string nodeId)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> written = new(StringComparer.Ordinal);
    private Dictionary<string, bool> waiting = new(StringComparer.Ordinal);
    private Task last = Task.CompletedTask;
    private Task? next;

    /// <summary>Returns when a channel's key is written, or taken away. For one key the calls come one after another.</summary>
    public Task SetAsync(string key, bool present)
    {
        lock (gate)
        {
            if (written.Contains(key) == present)
                return Task.CompletedTask;
            waiting[key] = present;
            return next ??= last = FlushAsync(last);
        }
    }

    /// <summary>What was written may be gone: it is written again with the next change of each channel.</summary>
    public void Forget()
    {
        lock (gate)
            written.Clear();
    }

    private async Task FlushAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Dictionary<string, bool> keys;
        lock (gate)
        {
            (keys, waiting) = (waiting, new Dictionary<string, bool>(StringComparer.Ordinal));
            next = null;
        }

        foreach (var batch in keys.Chunk(PresenceWriter.MostTogether))
        {
            await engine.AppendAsync(
                new Append
                {
                    Channel = PresenceRecord.IndexOf(nodeId),
                    Drafts = [.. batch.Select(one => one.Value ? PresenceRecord.Mark(one.Key) : PresenceRecord.Removal(one.Key))],
                    Retention = PresenceRecord.Retention,
                    Durability = Durability.Relaxed,
                },
                CancellationToken.None);
            lock (gate)
            {
                foreach (var (key, present) in batch)
                    _ = present ? written.Add(key) : written.Remove(key);
            }
        }
    }
}
