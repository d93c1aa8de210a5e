using System.Diagnostics;

namespace RealtimeHub.Server.Diagnostics.Telemetry;

/// <summary>
/// The server's own spans: a publish, below the call that made it, and the fan-out of what it published, below the publish. Without a collector nothing listens,
/// and none is made.
/// </summary>
internal static class Tracing
{
    public const string SourceName = "RealtimeHub.Server";
    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A publish or a signal; null when it is not recorded.</summary>
    public static Activity? StartPublish(string channel, int count)
    {
        var activity = Source.StartActivity("publish", ActivityKind.Producer);
        activity?.SetTag("realtimehub.channel", channel).SetTag("realtimehub.publications", count);
        return activity;
    }

    /// <summary>The fan-out of what a recorded publish made; null when nothing listens.</summary>
    /// <param name="publish">The publish, as <c>traceparent</c> has it.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="offset">The offset of the first publication.</param>
    /// <param name="subscribers">How many subscriptions the channel has on this node.</param>
    public static Activity? StartFanout(string publish, string channel, long offset, int subscribers)
    {
        if (!ActivityContext.TryParse(publish, null, isRemote: false, out var parent))
            return null;
        var activity = Source.StartActivity("fan-out", ActivityKind.Consumer, parent);
        activity?.SetTag("realtimehub.channel", channel).SetTag("realtimehub.offset", offset).SetTag("realtimehub.subscribers", subscribers);
        return activity;
    }
}
