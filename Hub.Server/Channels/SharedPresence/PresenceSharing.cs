using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.SharedPresence;

/// <summary>Presence over all nodes that share the engine: what happens here is written down for the others, and what they write is followed.</summary>
internal sealed class PresenceSharing(IEngine engine, IModuleChannels channels, PresenceRegistry registry, PresenceWriter writer, NodeDirectory nodes, NodeName node, TimeProvider time)
    : IHostedService, IPresenceSharing, IPresenceFollowing, IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private readonly Dictionary<ChannelName, FollowedPresence> followed = [];
    private readonly CancellationTokenSource end = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!engine.Traits.SpansNodes)
            return Task.CompletedTask;
        registry.Share(this);
        nodes.Changed += Judge;
        nodes.Resumed += WriteAgain;
        return Task.CompletedTask;
    }

    /// <summary>Writes down, before the directory says that this node has stopped, that its connections are lost.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        nodes.Changed -= Judge;
        nodes.Resumed -= WriteAgain;
        await writer.FlushAsync().WaitAsync(StopLimit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        writer.Stop();
        await end.CancelAsync();
    }

    public void Dispose() => end.Dispose();

    public void OnChangedHere(ChannelName channel, IReadOnlyCollection<string> connectionIds) => writer.Write(channel, connectionIds);

    public async ValueTask EnterAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        if (!engine.Traits.SpansNodes)
            return;
        FollowedPresence entry;
        lock (gate)
        {
            if (!followed.TryGetValue(channel, out var found) || found.Ended is not null)
            {
                // One begins after the end of the one before it.
                var before = found?.Ended ?? Task.CompletedTask;
                followed[channel] = found = new FollowedPresence(channel, channels, registry, nodes.LifeOf, node.Id, OnLost);
                found.Began = BeginAsync(found, before);
            }

            entry = found;
            entry.Users++;
        }

        try
        {
            await entry.Began.WaitAsync(cancellationToken);
        }
        catch
        {
            Release(channel, entry);
            throw;
        }
    }

    public void Leave(ChannelName channel)
    {
        if (!engine.Traits.SpansNodes)
            return;
        FollowedPresence? entry;
        lock (gate)
            entry = followed.GetValueOrDefault(channel);
        if (entry is not null)
            Release(channel, entry);
    }

    private static async Task BeginAsync(FollowedPresence entry, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await entry.BeginAsync();
    }

    private void Release(ChannelName channel, FollowedPresence entry)
    {
        lock (gate)
        {
            if (--entry.Users == 0)
                entry.Ended = EndAsync(channel, entry);
        }
    }

    private async Task EndAsync(ChannelName channel, FollowedPresence entry)
    {
        await entry.Began.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await entry.EndAsync();
        lock (gate)
        {
            if (followed.GetValueOrDefault(channel) == entry)
                followed.Remove(channel);
        }
    }

    private FollowedPresence[] All()
    {
        lock (gate)
            return [.. followed.Values];
    }

    private void Judge()
    {
        foreach (var one in All())
            one.Judge();
    }

    // The others may have removed all of it.
    private void WriteAgain()
    {
        writer.ForgetWritten();
        registry.ShareAgain();
    }

    private void OnLost(ChannelName channel)
    {
        FollowedPresence? entry;
        lock (gate)
            entry = followed.GetValueOrDefault(channel);
        writer.ForgetWritten();
        registry.ShareAgain(channel);
        if (entry is not null)
            _ = EngineRetry.RunAsync(entry.ReadAgainAsync, time, end.Token);
    }
}
