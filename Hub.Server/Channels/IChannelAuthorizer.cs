using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Decides who may do what with a channel. Register your own to replace the rules of the namespaces' configuration.</summary>
public interface IChannelAuthorizer
{
    /// <summary>Whether the caller has the right on the channel, now. Called for every request that needs a right.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="channel">A legal name in a configured namespace; the channel need not hold anything.</param>
    /// <param name="right">What is asked for.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    ValueTask<bool> IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken);
}

/// <summary>Says who is a member of the channels of one namespace; a module brings its own.</summary>
public interface IChannelMembership
{
    /// <summary>The namespace it speaks for.</summary>
    string Namespace { get; }

    /// <summary>Whether the caller is a member. A channel that does not exist has none.</summary>
    ValueTask<bool> IsMemberAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken);
}
