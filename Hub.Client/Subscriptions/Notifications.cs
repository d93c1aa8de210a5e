using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// Runs handlers of signals, presence and states one after another, off the receive loop. At most <c>limit</c> droppable
/// ones wait; more are dropped. Those that may not be dropped are as few as the connections.
/// </summary>
internal sealed partial class Notifications
{
    private readonly Channel<(Action Handler, bool Droppable)> waiting =
        Channel.CreateUnbounded<(Action, bool)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly int limit;
    private readonly ILogger logger;
    private int droppable;

    public Notifications(int limit, ILogger logger)
    {
        (this.limit, this.logger) = (limit, logger);
        Completed = RunAsync();
    }

    /// <summary>Completes when all handlers have run after <see cref="Complete"/>.</summary>
    public Task Completed { get; }

    /// <summary>Queues a handler that must run.</summary>
    public void Post(Action handler) => waiting.Writer.TryWrite((handler, false));

    /// <summary>Queues a handler unless too many wait.</summary>
    public void PostDroppable(Action handler)
    {
        if (Interlocked.Increment(ref droppable) > limit)
            Interlocked.Decrement(ref droppable);
        else
            waiting.Writer.TryWrite((handler, true));
    }

    public void Complete() => waiting.Writer.TryComplete();

    private async Task RunAsync()
    {
        await foreach (var (handler, canDrop) in waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (canDrop)
                Interlocked.Decrement(ref droppable);
            try
            {
                handler();
            }
            catch (Exception error)
            {
                LogFailed(logger, error);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A handler of signals, presence or states failed")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
