using System.Collections.Frozen;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>The rules of the namespaces' configuration: each right is given to a kind of caller, and a grant adds to it.</summary>
internal sealed class NamespaceAuthorizer(Namespaces namespaces, IEnumerable<IChannelMembership> memberships) : IChannelAuthorizer
{
    private readonly FrozenDictionary<string, IChannelMembership> memberships =
        memberships.ToFrozenDictionary(membership => membership.Namespace, StringComparer.Ordinal);

    public ValueTask<bool> IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken)
    {
        var access = namespaces.Of(channel).For(right);
        return access switch
        {
            Access.Nobody => new(false),
            Access.Anyone => new(true),
            Access.Authenticated when caller.UserId is not null => new(true),
            _ when caller.Grants.Any(grant => grant.Gives(right, channel)) => new(true),
            Access.Members when memberships.GetValueOrDefault(channel.Namespace) is { } membership =>
                membership.IsMemberAsync(caller, channel, right, cancellationToken),
            _ => new(false),
        };
    }
}
