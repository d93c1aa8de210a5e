using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Who calls, as the token said.</summary>
/// <param name="ConnectionId">The connection's public id.</param>
/// <param name="UserId">The user; null for an anonymous connection.</param>
/// <param name="Name">The name the user goes by.</param>
public sealed record ChannelCaller(string ConnectionId, string? UserId, string? Name)
{
    /// <summary>Rights beyond those of the namespaces' configuration.</summary>
    public IReadOnlyList<ChannelGrant> Grants { get; init; } = [];

    /// <summary>The user's id, or <c>"~"</c> and the connection's id.</summary>
    public string MemberId => UserId ?? "~" + ConnectionId;

    internal Publisher ToPublisher() => new(MemberId, Name, ConnectionId);
}

/// <summary>Rights on some channels.</summary>
/// <param name="Channels">A channel's name; a <c>*</c> at its end matches whatever follows. Elsewhere it is an ordinary character.</param>
/// <param name="Allow">The rights.</param>
public sealed record ChannelGrant(string Channels, ChannelRights Allow)
{
    /// <summary>Whether it gives all the rights asked for on a channel.</summary>
    public bool Gives(ChannelRights rights, ChannelName channel) => (Allow & rights) == rights && Covers(channel.Value);

    private bool Covers(string channel) => Channels.EndsWith('*')
        ? channel.AsSpan().StartsWith(Channels.AsSpan(0, Channels.Length - 1), StringComparison.Ordinal)
        : channel == Channels;
}

/// <summary>What one may do with a channel.</summary>
[Flags]
public enum ChannelRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Receive what is published.</summary>
    Subscribe = 1,

    /// <summary>Publish.</summary>
    Publish = 2,

    /// <summary>Send signals.</summary>
    Signal = 4,

    /// <summary>See who is here.</summary>
    Presence = 8,

    /// <summary>Read what is kept.</summary>
    History = 16,
}

/// <summary>What a refusal calls each right.</summary>
internal static class RightWords
{
    /// <summary>The act, as it reads before a channel's name: <c>publish to</c>.</summary>
    public static string ToAct(this ChannelRights right) => right switch
    {
        ChannelRights.Subscribe => "subscribe to",
        ChannelRights.Publish => "publish to",
        ChannelRights.Signal => "signal to",
        ChannelRights.Presence => "see the presence of",
        _ => "read the history of",
    };
}
