using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// The one way into a channel, whoever sends: what its namespace keeps is added, the engine is called, and what it took
/// is counted. Whether the sender may is decided before.
/// </summary>
internal sealed class Intake(Namespaces namespaces, IEngine engine, ServerCounters counters, TimeProvider time)
{
    /// <summary>Appends a batch, all of it or nothing.</summary>
    /// <param name="channel">A channel of a namespace that is there.</param>
    /// <param name="drafts">At least one, appended in order without anything between them.</param>
    /// <param name="expectedOffset">The head that the channel must have; null takes any.</param>
    /// <param name="durability">When it counts as accepted; null leaves that to the namespace.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the write or not at all.</param>
    public PendingAppend AppendAsync(
        ChannelName channel,
        IReadOnlyList<Draft> drafts,
        long? expectedOffset = null,
        Durability? durability = null,
        CancellationToken cancellationToken = default)
    {
        var options = namespaces.Of(channel);
        var append = new Append
        {
            Channel = channel,
            Drafts = drafts,
            Retention = options.Retention,
            Durability = durability ?? options.Durability,
            ExpectedOffset = expectedOffset,
        };
        return new PendingAppend(append, engine.AppendAsync(append, cancellationToken), counters);
    }

    /// <summary>Hands a message that nobody keeps to whoever is there.</summary>
    public async ValueTask SignalAsync(ChannelName channel, string type, Payload data, Publisher? publisher, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await engine.SignalAsync(new Signal { Channel = channel, Type = type, Data = data, Publisher = publisher, Time = now }, cancellationToken);
        counters.Signalled();
    }
}
