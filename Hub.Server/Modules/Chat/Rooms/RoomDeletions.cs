using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Removes what deleted rooms held: memberships, messages and what moderators noted.</summary>
internal sealed class RoomDeletions(IModuleChannels channels, RoomLists lists, TimeProvider time, ILogger<RoomDeletions> logger)
    : DeferredDeletions(channels, ChatChannels.Deletions, "room", time, logger)
{
    private readonly IModuleChannels channels = channels;
    private readonly TimeProvider time = time;

    protected override Draft Note(string name) =>
        ChatData.Note(name, new DeletionRecord(time.GetUtcNow().ToUnixTimeMilliseconds()), ChatJson.Default.DeletionRecord);

    protected override Draft NoNote(string name) => ChatData.NoNote(name);

    protected override async ValueTask<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        (await channels.ReadKeysAsync(ChatChannels.OfRoom(name), [ChatChannels.RoomKey], cancellationToken)).Entries.Count > 0;

    protected override async ValueTask EmptyAsync(string name, CancellationToken cancellationToken)
    {
        var channel = ChatChannels.OfRoom(name);
        await EraseAsync(channel, ChatChannels.MessagePrefix, ChatTypes.Deleted, null, cancellationToken);
        await EraseAsync(channel, ChatChannels.MemberPrefix, ChatTypes.Member, key => lists.RemoveAsync(key[ChatChannels.MemberPrefix.Length..], name, cancellationToken), cancellationToken);
        await EraseAsync(ChatChannels.ModerationOf(name), "", ChatTypes.Room, null, cancellationToken);
    }

    private async ValueTask EraseAsync(ChannelName channel, string prefix, string type, Func<string, ValueTask>? before, CancellationToken cancellationToken)
    {
        while ((await channels.ReadStateAsync(channel, new StateQuery { Prefix = prefix, Limit = PageSize }, cancellationToken)).Entries is { Count: > 0 } entries)
        {
            if (before is not null)
                await Task.WhenAll(entries.Select(entry => before(entry.Key!).AsTask()));
            await channels.AppendAsync(channel, [.. entries.Select(entry => ChatData.Erased(type, entry.Key!))], cancellationToken: cancellationToken);
        }
    }
}
