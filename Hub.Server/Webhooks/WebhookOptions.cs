namespace RealtimeHub.Server.Webhooks;

/// <summary>A receiver of events over HTTP: <c>Hub:Webhooks:&lt;name&gt;</c>. The name has 1 to 32 of the characters <c>a-z</c>, <c>0-9</c> and <c>-</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>The address that events are posted to, http or https. Default: none; required.</summary>
    public string Address { get; set; } = "";

    /// <summary>The secret that events are signed with: <c>whsec_</c> and 24 to 64 random bytes as base64. Default: none; required.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The secret of before, while receivers change to the new one: events then have a signature by each. Empty, the default: none.</summary>
    public string PreviousSecret { get; set; } = "";

    /// <summary>The events, separated by commas: <c>channel.occupied</c>, <c>channel.vacated</c>, <c>message.posted</c>, <c>document.saved</c>. Default: all of them.</summary>
    public string Events { get; set; } = string.Join(',', WebhookEvents.All);

    /// <summary>The channels whose events are sent: a name, or the beginning of names and <c>*</c>. Channels of <c>sys</c> have no events. Default: all channels.</summary>
    public string Channels { get; set; } = "*";

    /// <summary>How long the receiver may take to answer; from 100 milliseconds to 1 minute, default 10 seconds.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether the receiver may have an address that is not public: this machine, a private network, a link-local address. Default: no; in Development yes.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long after a failure an event is sent again, doubled with each failure and then shortened at random by up to half; from 10 milliseconds to 1 hour, default 1 second.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time between two tries of an event; from 10 milliseconds to 1 day, default 10 minutes.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after its first try an event becomes a dead letter; from 0 (the first failure is the last) to 7 days, default 1 day.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a channel must be without subscribers before that is an event, so that the reload of a page is none; from 0 to 1 hour, default 10 seconds.</summary>
    public TimeSpan VacatedDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long edits of a document are gathered into one event; from 0 to 1 hour, default 5 seconds.</summary>
    public TimeSpan SavedDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many events are on their way at once, each of another channel; from 1 to 100, default 4.</summary>
    public int MaxConcurrent { get; set; } = 4;

    /// <summary>How many channels wait in memory; the events of further ones wait where they are stored until there is room. From 10 to 1,000,000, default 10,000.</summary>
    public int MaxPending { get; set; } = 10_000;

    /// <summary>How many dead letters are kept; a further one takes the place of the oldest. From 0 to 10,000, default 1,000.</summary>
    public int MaxDeadLetters { get; set; } = 1_000;
}
