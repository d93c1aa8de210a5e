using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents;

/// <summary>A user who may read a document may subscribe to it, read its history and see its presence.</summary>
internal sealed class DocumentReaders(DocumentStore store) : IChannelMembership
{
    public string Namespace => DocumentChannels.Namespace;

    public async ValueTask<bool> IsMemberAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
        caller.UserId is { } user
        && Rules.DocumentRules.Id(channel.Key) is null
        && (await store.ReadAsync(channel.Key, cancellationToken)).Record?.RoleOf(user) > DocumentRole.None;
}

/// <summary>Every user may follow the list of public documents, and each user the list of the user's own documents.</summary>
internal sealed class DocumentListMembership : IChannelMembership
{
    public string Namespace => DocumentChannels.Listing.Namespace;

    public ValueTask<bool> IsMemberAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
        new(caller.UserId is { } user && (channel == DocumentChannels.Listing || channel == DocumentChannels.DocumentsOf(user)));
}
