using Microsoft.Extensions.Logging;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>Receives what one connection delivers, in the order of the wire: remembers what it says of itself, and hands the rest to the channels.</summary>
internal sealed partial class SessionListener(IChannelListener channels, ILogger logger)
{
    private readonly TaskCompletionSource<Welcome> welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Draining> draining = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Closing? closing;

    public IChannelListener Channels => channels;

    /// <summary>Completes when the server has welcomed us.</summary>
    public Task<Welcome> Welcomed => welcomed.Task;

    /// <summary>Completes when the server asks us to go elsewhere.</summary>
    public Task<Draining> Drained => draining.Task;

    /// <summary>What the server said before it closed; null while it hasn't.</summary>
    public Closing? Closing => closing;

    /// <summary>Called when the token is about to expire.</summary>
    public Action? RefreshToken { get; set; }

    /// <summary>A callback's argument arrived.</summary>
    public void On(object argument)
    {
        switch (argument)
        {
            case Publication publication: channels.OnPublication(publication); break;
            case Signal signal: channels.OnSignal(signal); break;
            case PresenceChange presence: channels.OnPresence(presence); break;
            case Reset reset: channels.OnReset(reset); break;
            case Unsubscribed unsubscribed: channels.OnUnsubscribed(unsubscribed); break;
            case Welcome welcome: welcomed.TrySetResult(welcome); break;
            case TokenExpiring: RefreshToken?.Invoke(); break;
            case Draining asked: draining.TrySetResult(asked); break;
            case Closing last: OnClosing(last); break;
        }
    }

    /// <summary>A callback arrived that could not be read. In log mode the next publication shows the hole, and it is read again.</summary>
    public void OnUnreadable(string target, Exception error) => LogUnreadable(target, error);

    private void OnClosing(Closing last)
    {
        LogClosing(last.Code, last.Reconnect);
        closing = last;
    }

    [LoggerMessage(LogLevel.Information, "The server is closing the connection: {Code}, reconnect {Reconnect}")]
    private partial void LogClosing(ClosingCode code, ReconnectAdvice reconnect);

    [LoggerMessage(LogLevel.Warning, "A {Callback} can't be read")]
    private partial void LogUnreadable(string callback, Exception error);
}
