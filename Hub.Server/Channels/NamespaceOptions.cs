using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Who has a right without a grant.</summary>
public enum Access
{
    /// <summary>Every connection, anonymous ones included.</summary>
    Anyone,

    /// <summary>Every signed-in user.</summary>
    Authenticated,

    /// <summary>Members, as the namespace's module says.</summary>
    Members,

    /// <summary>Only by a grant.</summary>
    Granted,

    /// <summary>Whom the application's own server allows it, asked each time (<c>Hub:Backend</c>).</summary>
    Backend,

    /// <summary>No client, grant or not: the application's typed methods do it.</summary>
    Nobody,
}

/// <summary>What the channels of a namespace keep and who may use them: <c>Hub:Namespaces:&lt;namespace&gt;</c>. The defaults below are those of a namespace that the configuration adds.</summary>
public sealed class NamespaceOptions
{
    /// <summary>What its channels are: a log, a keyed state, or signals that are not stored; default log.</summary>
    public ChannelMode Mode { get; set; } = ChannelMode.Log;

    /// <summary>The most publications of history; from 0 to 10,000,000, default 10,000.</summary>
    public int HistoryCount { get; set; } = 10_000;

    /// <summary>The greatest age of history; above 0, or <c>unlimited</c> (null); default 24 hours.</summary>
    public TimeSpan? HistoryAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a removed key is remembered as removed; above 0, default 24 hours. A subscriber that was away for longer is reset.</summary>
    public TimeSpan TombstoneAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>When a publication counts as accepted; default durable, on disk.</summary>
    public Durability Durability { get; set; } = Durability.Durable;

    /// <summary>Who may subscribe; default every signed-in user.</summary>
    public Access Subscribe { get; set; } = Access.Authenticated;

    /// <summary>Who may publish; default every signed-in user.</summary>
    public Access Publish { get; set; } = Access.Authenticated;

    /// <summary>Who may send signals; default every signed-in user.</summary>
    public Access Signal { get; set; } = Access.Authenticated;

    /// <summary>Who sees who is here; default every signed-in user. <see cref="Access.Nobody"/> means that the namespace has no presence.</summary>
    public Access Presence { get; set; } = Access.Authenticated;

    /// <summary>Who may read history and state; default every signed-in user.</summary>
    public Access History { get; set; } = Access.Authenticated;

    /// <summary>History shows a publication with its key's present value. Not configured: the module that needs it sets it.</summary>
    public bool ShowsPresentValues { get; internal set; }

    /// <summary>Live values have only the fields that changed since the subscriber's last value; for values that are flat objects (state mode).</summary>
    public bool SendsPatches { get; internal set; }

    /// <summary>Of signals of one type and publisher only the latest waits for a slow reader. Not configured: the module whose signals are states sets it.</summary>
    public bool ConflatesSignals { get; internal set; }

    /// <summary>Whether the application's server is asked about any of its rights.</summary>
    internal bool AsksBackend => new[] { Subscribe, Publish, Signal, Presence, History }.Contains(Access.Backend);

    internal bool HasPresence => Presence != Access.Nobody;

    /// <summary>What its channels keep; made once, for the options are fixed when the server starts.</summary>
    internal Retention Retention => field ??= new()
    {
        HistoryCount = HistoryCount,
        HistoryAge = HistoryAge,
        TombstoneAge = TombstoneAge,
        ShowsPresentValues = ShowsPresentValues,
    };

    internal Access For(ChannelRights right) => right switch
    {
        ChannelRights.Subscribe => Subscribe,
        ChannelRights.Publish => Publish,
        ChannelRights.Signal => Signal,
        ChannelRights.Presence => Presence,
        _ => History,
    };

    /// <summary>Sets all five rights at once: subscribe, publish, signal, presence and history.</summary>
    public NamespaceOptions OpenTo(Access access)
    {
        Subscribe = Publish = Signal = Presence = History = access;
        return this;
    }
}
