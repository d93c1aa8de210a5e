using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Who has a right without a grant.</summary>
internal enum Access
{
    /// <summary>Every connection, anonymous ones included.</summary>
    Anyone,

    /// <summary>Every signed-in user.</summary>
    Authenticated,

    /// <summary>Members, as the namespace's module says.</summary>
    Members,

    /// <summary>Nobody but by a grant.</summary>
    Granted,

    /// <summary>Nobody, grant or not: the application's typed methods do it.</summary>
    Nobody,
}

/// <summary>What a namespace keeps and whom it lets in: <c>Hub:Namespaces:&lt;namespace&gt;</c>.</summary>
internal sealed class NamespaceOptions
{
    public ChannelMode Mode { get; set; } = ChannelMode.Log;

    /// <summary>The most publications of history, 0 to 10,000,000.</summary>
    public int HistoryCount { get; set; } = 10_000;

    /// <summary>The greatest age of history; null sets none.</summary>
    public TimeSpan? HistoryAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a removed key is remembered as removed.</summary>
    public TimeSpan TombstoneAge { get; set; } = TimeSpan.FromHours(24);

    public Durability Durability { get; set; } = Durability.Durable;

    public Access Subscribe { get; set; } = Access.Authenticated;

    public Access Publish { get; set; } = Access.Authenticated;

    public Access Signal { get; set; } = Access.Authenticated;

    /// <summary>Who sees who is here; <see cref="Access.Nobody"/> means that the namespace has no presence.</summary>
    public Access Presence { get; set; } = Access.Authenticated;

    public Access History { get; set; } = Access.Authenticated;

    /// <summary>History shows a publication with its key's present value; set by the module that needs it.</summary>
    public bool ShowsPresentValues { get; set; }

    public bool HasPresence => Presence != Access.Nobody;

    /// <summary>What its channels keep; made once, for the options are fixed when the server starts.</summary>
    public Retention Retention => field ??= new()
    {
        HistoryCount = HistoryCount,
        HistoryAge = HistoryAge,
        TombstoneAge = TombstoneAge,
        ShowsPresentValues = ShowsPresentValues,
    };

    public Access For(ChannelRights right) => right switch
    {
        ChannelRights.Subscribe => Subscribe,
        ChannelRights.Publish => Publish,
        ChannelRights.Signal => Signal,
        ChannelRights.Presence => Presence,
        _ => History,
    };

    /// <summary>Sets who has the rights that everyone who takes part needs.</summary>
    public NamespaceOptions OpenTo(Access access)
    {
        Subscribe = Publish = Signal = Presence = History = access;
        return this;
    }
}
