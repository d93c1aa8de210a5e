using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>What a grant may allow.</summary>
[Flags]
internal enum Rights
{
    None = 0,
    Subscribe = 1,
    Publish = 2,
    Signal = 4,
    Presence = 8,
    History = 16,
}

/// <summary>Rights on channels, as a token gives them.</summary>
/// <param name="Channels">A channel's name; a <c>*</c> at its end matches any rest. Elsewhere it is an ordinary character.</param>
/// <param name="Allow">The rights.</param>
internal sealed record Grant(string Channels, Rights Allow)
{
    /// <summary>Whether it gives all the rights asked for on a channel.</summary>
    public bool Gives(Rights rights, ChannelName channel) => (Allow & rights) == rights && Covers(channel.Value);

    private bool Covers(string channel) => Channels.EndsWith('*')
        ? channel.AsSpan().StartsWith(Channels.AsSpan(0, Channels.Length - 1), StringComparison.Ordinal)
        : channel == Channels;
}
