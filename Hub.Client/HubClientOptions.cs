using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>How a <see cref="HubClient"/> connects and behaves. Immutable: use <c>with</c> to make another.</summary>
public sealed record HubClientOptions
{
    /// <summary>The hub's address, such as <c>https://example.org/hub</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// Gives the access token, or null to come without one. Asked before every connection and when the token is about to
    /// expire, so it should return a fresh one each time.
    /// </summary>
    public Func<CancellationToken, ValueTask<string?>>? AccessTokenProvider { get; init; }

    /// <summary>Sent with every request; a name given here wins over the client's own header.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes the handler of each connection's requests before its first one: proxies, certificates. Null changes nothing.</summary>
    public Action<SocketsHttpHandler>? ConfigureHttp { get; init; }

    /// <summary>The transports that may be used; all of them by default.</summary>
    public HubTransports Transports { get; init; } = HubTransports.All;

    /// <summary>How messages are encoded.</summary>
    public HubEncoding Protocol { get; init; } = HubEncoding.Json;

    /// <summary>What a subscription does about a gap unless it says otherwise; <see cref="OnGap.Reset"/> by default.</summary>
    public OnGap OnGap { get; init; } = OnGap.Reset;

    /// <summary>The bound of the first wait before connecting again, 500 ms by default; it doubles with every failure.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest bound of a wait before connecting again, 30 s by default.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection must have held for waits to begin small again, 10 s by default.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server may say nothing, its pings included, before the connection counts as dead; 25 s by default.</summary>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How often the client pings, 10 s by default.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one step of connecting may take, 15 s by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a call may wait for a connection and its answer, 30 s by default. Publishes and subscriptions wait as long as it takes.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many publications wait for the reader of one subscription, 16,384 by default. <see cref="Subscription"/> says what
    /// happens beyond that. Should be above the server's replay limit (10,000 by default), or long replays come in pieces.
    /// </summary>
    public int BufferCapacity { get; init; } = 16_384;

    /// <summary>How many bytes of data wait for the reader of one subscription, 16 MiB by default; one publication always fits.</summary>
    public int BufferBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many signals, and how many presence changes, wait for the handlers of one subscription before new ones are dropped; 1,024 by default.</summary>
    public int NotificationCapacity { get; init; } = 1024;

    /// <summary>How many publishes wait for a connection or for their outcome, 1,000 by default; beyond that publishing throws <see cref="PublishQueueFullException"/>.</summary>
    public int PublishQueueCapacity { get; init; } = 1000;

    /// <summary>How many bytes of data wait in the outbox, 16 MiB by default.</summary>
    public int PublishQueueBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// How long after its first attempt a publish may be repeated, 4.5 minutes by default: the server remembers idempotency
    /// keys for 5 minutes. Later the outcome stays unknown, and the publish fails with <see cref="ConnectionLostException"/>.
    /// </summary>
    public TimeSpan RepeatWithin { get; init; } = TimeSpan.FromMinutes(4.5);

    /// <summary>The clock of every wait.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Spreads waits; access to it is guarded. Null means one seeded by the system.</summary>
    public Random? Random { get; init; }

    /// <summary>Where the client logs; nowhere by default. Never payloads or tokens.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
