using System.Collections.Frozen;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>The rules of the namespaces' configuration: each right is given to a kind of caller, and a grant adds to it.</summary>
internal sealed class NamespaceAuthorizer(Namespaces namespaces, IEnumerable<IChannelMembership> memberships, IChannelBackend? backend = null) : IChannelAuthorizer
{
    // Several may speak for one namespace: in sys: each module opens channels of its own.
    private readonly FrozenDictionary<string, IChannelMembership[]> memberships =
        memberships.GroupBy(membership => membership.Namespace, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    public ValueTask<bool> IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken)
    {
        var access = namespaces.Of(channel).For(right);
        return access switch
        {
            Access.Nobody => new(false),
            Access.Anyone => new(true),
            Access.Authenticated when caller.UserId is not null => new(true),
            _ when caller.Grants.Any(grant => grant.Gives(right, channel)) => new(true),
            Access.Backend when backend is not null => backend.IsAllowedAsync(caller, channel, right, cancellationToken),
            Access.Members when memberships.GetValueOrDefault(channel.Namespace) is { } ofNamespace =>
                IsMemberAsync(ofNamespace, caller, channel, right, cancellationToken),
            _ => new(false),
        };
    }

    private static async ValueTask<bool> IsMemberAsync(
        IChannelMembership[] ofNamespace,
        ChannelCaller caller,
        ChannelName channel,
        ChannelRights right,
        CancellationToken cancellationToken)
    {
        foreach (var membership in ofNamespace)
        {
            if (await membership.IsMemberAsync(caller, channel, right, cancellationToken))
                return true;
        }

        return false;
    }
}
