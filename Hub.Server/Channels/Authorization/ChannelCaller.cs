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
/// <param name="Channels">A channel's name; a <c>*</c> at its end matches whatever follows.</param>
/// <param name="Allow">The rights.</param>
public sealed record ChannelGrant(string Channels, IReadOnlySet<ChannelRight> Allow)
{
    /// <summary>Whether it gives the right on the channel.</summary>
    public bool Covers(ChannelName channel, ChannelRight right) => Allow.Contains(right) && Matches(channel.Value);

    private bool Matches(string name) => Channels.EndsWith('*')
        ? name.AsSpan().StartsWith(Channels.AsSpan(0, Channels.Length - 1), StringComparison.Ordinal)
        : string.Equals(Channels, name, StringComparison.Ordinal);
}

/// <summary>What one may do with a channel.</summary>
public enum ChannelRight
{
    /// <summary>Receive what is published.</summary>
    Subscribe,

    /// <summary>Publish.</summary>
    Publish,

    /// <summary>Send signals.</summary>
    Signal,

    /// <summary>See who is here.</summary>
    Presence,

    /// <summary>Read what is kept.</summary>
    History,
}

/// <summary>What a refusal calls each right.</summary>
internal static class ChannelRights
{
    /// <summary>The act, as it reads before a channel's name: <c>publish to</c>.</summary>
    public static string ToAct(this ChannelRight right) => right switch
    {
        ChannelRight.Subscribe => "subscribe to",
        ChannelRight.Publish => "publish to",
        ChannelRight.Signal => "signal to",
        ChannelRight.Presence => "see the presence of",
        _ => "read the history of",
    };
}
