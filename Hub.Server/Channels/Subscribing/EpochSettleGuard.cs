using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>
/// A replay that has read everything and still may not go live waits for the engine's news of another epoch. That is a
/// matter of moments; an engine that never tells must not keep a call turning for ever.
/// </summary>
internal sealed class EpochSettleGuard(TimeProvider time)
{
    private const int Most = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private Position? last;
    private int attempts;

    public async ValueTask AfterReadingAsync(Position at, CancellationToken cancellationToken)
    {
        if (last != at)
        {
            last = at;
            attempts = 0;
            return;
        }

        if (++attempts > Most)
            throw new EngineUnavailableException("the channel's epoch does not settle");
        await Task.Delay(Pause, time, cancellationToken);
    }
}
