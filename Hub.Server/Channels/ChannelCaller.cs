using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Who calls, as the token or the API key said.</summary>
/// <param name="ConnectionId">The connection's public id; empty for a call without one, over HTTP.</param>
/// <param name="UserId">The user; null for an anonymous connection and for a program with an API key.</param>
/// <param name="Name">The name the user goes by.</param>
public sealed record ChannelCaller(string ConnectionId, string? UserId, string? Name)
{
    /// <summary>Rights beyond those of the namespaces' configuration.</summary>
    public IReadOnlyList<ChannelGrant> Grants { get; init; } = [];

    /// <summary>The user's id, or <c>"~"</c> and the connection's id.</summary>
    public string MemberId => UserId ?? "~" + ConnectionId;

    /// <summary>The name of the API key that a program called with; null for all others.</summary>
    public string? Program { get; init; }

    /// <summary>Whose idempotency keys it uses. No user's id begins with <c>~</c>, so a program shares none with a user.</summary>
    internal string IdempotencyScope => UserId ?? (Program is null ? "" : "~" + Program);

    /// <summary>As publications show it; null for a program, whose publications are the server's own.</summary>
    internal Publisher? ToPublisher() => Program is null ? new Publisher(MemberId, Name, ConnectionId) : null;
}

/// <summary>Rights on some channels.</summary>
/// <param name="Channels">
/// A channel's name; a <c>*</c> at its end matches any continuation, elsewhere it is an ordinary character. No pattern
/// matches a channel of <c>sys:</c>, where the server and its modules keep what no client may read; only its exact name does.
/// </param>
/// <param name="Allow">The rights.</param>
public sealed record ChannelGrant(string Channels, ChannelRights Allow)
{
    /// <summary>Whether it gives all the rights asked for on a channel.</summary>
    public bool Gives(ChannelRights rights, ChannelName channel) => (Allow & rights) == rights && Covers(channel);

    private bool Covers(ChannelName channel) => Channels.EndsWith('*')
        ? channel.Namespace != "sys" && channel.Value.AsSpan().StartsWith(Channels.AsSpan(0, Channels.Length - 1), StringComparison.Ordinal)
        : channel.Value == Channels;
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
    /// <summary>The right's word, as grants have it.</summary>
    public static string ToWord(this ChannelRights right) => right.ToString().ToLowerInvariant();

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
