using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>
/// What to receive of a channel, and the handlers of it. Immutable: use <c>with</c>. Handlers given here miss nothing, because
/// they are there before the subscription begins.
/// </summary>
/// <remarks>
/// Handlers of one subscription run one at a time; the next publication waits until the handler has returned. Handlers of signals,
/// presence and state changes run one at a time, too, but may run at the same time as those of publications. What a handler throws is logged and dropped.
/// </remarks>
public sealed record SubscriptionOptions
{
    /// <summary>Where to continue from; null begins at the head, or as <see cref="Last"/> says.</summary>
    public Position? Since { get; init; }

    /// <summary>How many of the newest publications to begin with (log mode). Excludes <see cref="Since"/>.</summary>
    public int? Last { get; init; }

    /// <summary>What to do about a gap; null takes the client's default. With <see cref="OnGap.Fail"/> a gap on return ends the subscription.</summary>
    public OnGap? OnGap { get; init; }

    /// <summary>The keys wanted (state mode); null means all.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>The most values per second and key (state mode); 0 pauses, −1 or null sets no limit.</summary>
    public double? MaxRate { get; init; }

    /// <summary>Whether to see who is here.</summary>
    public bool Presence { get; init; }

    /// <summary>
    /// Called with every publication, in order. With it <c>SubscribeAsync</c> returns after the handler has returned for everything up
    /// to the subscription's position; a handler must therefore not wait for it. Without it read the subscription itself.
    /// </summary>
    public Func<Publication, CancellationToken, ValueTask>? OnPublication { get; init; }

    /// <summary>Called when what follows doesn't continue what went before, between the publications before and after that place.</summary>
    public Func<Reset, CancellationToken, ValueTask>? OnReset { get; init; }

    /// <summary>Called with every signal.</summary>
    public Action<Signal>? OnSignal { get; init; }

    /// <summary>Called with who is here now and what changed; <c>null</c> for a change means that the whole view is new. Needs <see cref="Presence"/>.</summary>
    public Action<PresenceSnapshot, PresenceChange?>? OnPresence { get; init; }

    /// <summary>Called when the state of the subscription has changed.</summary>
    public Action<SubscriptionStateChange>? OnStateChange { get; init; }

    /// <summary>Adds a handler of the publications of one type, called with their value read; handlers that are there already stay.</summary>
    /// <remarks>A value that is no <typeparamref name="T"/> is logged and dropped.</remarks>
    public SubscriptionOptions On<T>(string type, Func<T, Publication, CancellationToken, ValueTask> handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(handler);
        var before = OnPublication;
        return this with { OnPublication = Both };

        async ValueTask Both(Publication publication, CancellationToken cancellationToken)
        {
            try
            {
                if (before is not null)
                    await before(publication, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                // One handler's failure is not another's.
                if (publication.Type == type)
                    await handler(publication.DataAs<T>()!, publication, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Adds a handler of the publications of one type, called with their value read; handlers that are there already stay.</summary>
    /// <remarks>A value that is no <typeparamref name="T"/> is logged and dropped.</remarks>
    public SubscriptionOptions On<T>(string type, Action<T, Publication> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return On<T>(type, (value, publication, _) =>
        {
            handler(value, publication);
            return ValueTask.CompletedTask;
        });
    }
}
