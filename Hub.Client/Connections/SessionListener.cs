using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>Takes what one connection receives to where it belongs, and remembers what it says of its own end.</summary>
internal sealed partial class SessionListener(SubscriptionSet subscriptions, ILogger logger) : ISessionListener
{
    private readonly TaskCompletionSource<Welcome> welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Draining> draining = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Closing? closing;

    /// <summary>Completes when the server has welcomed us.</summary>
    public Task<Welcome> Welcomed => welcomed.Task;

    /// <summary>Completes when the server asks us to go elsewhere.</summary>
    public Task<Draining> Drained => draining.Task;

    /// <summary>What the server said before it closed; null while it hasn't.</summary>
    public Closing? Closing => closing;

    /// <summary>Called when the token is about to expire.</summary>
    public Action? TokenExpiring { get; set; }

    public void OnWelcome(Welcome welcome) => welcomed.TrySetResult(welcome);

    public void OnPublication(Publication publication) => subscriptions.Find(publication.Channel)?.OnPublication(publication);

    public void OnSignal(Signal signal) => subscriptions.Find(signal.Channel)?.OnSignal(signal);

    public void OnPresence(PresenceChange presence) => subscriptions.Find(presence.Channel)?.OnPresence(presence);

    public void OnReset(Reset reset) => subscriptions.Find(reset.Channel)?.OnReset(reset);

    public void OnUnsubscribed(Unsubscribed unsubscribed) => subscriptions.Find(unsubscribed.Channel)?.OnUnsubscribed(unsubscribed);

    public void OnTokenExpiring(TokenExpiring tokenExpiring) => TokenExpiring?.Invoke();

    public void OnDraining(Draining told) => draining.TrySetResult(told);

    public void OnClosing(Closing told)
    {
        LogClosing(told.Code, told.Reconnect);
        closing = told;
    }

    public void OnSubscribeReply(SubscribeRequest request, SubscribeResult? result, HubCallException? error) =>
        subscriptions.Find(ChannelName.Parse(request.Channel))?.OnReply(request, result, error);

    // In log mode the next publication shows the hole, and it is read again.
    public void OnUnreadable(string target, Exception error) => LogUnreadable(target, error);

    [LoggerMessage(30, LogLevel.Information, "The server is closing the connection: {Code}, come back {Reconnect}")]
    private partial void LogClosing(ClosingCode code, ReconnectAdvice reconnect);

    [LoggerMessage(31, LogLevel.Warning, "A {Callback} can't be read")]
    private partial void LogUnreadable(string callback, Exception error);
}
