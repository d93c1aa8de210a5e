using System.Runtime.CompilerServices;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>The chat methods of the hub.</summary>
internal sealed partial class ChannelHub : IChatMethods
{
    public async Task<Room> CreateRoom(CreateRoomRequest request)
    {
        Take(LimitedAct.NewChannel);
        return (await chat.Rooms.CreateAsync(await ChatCallerAsync(), request, Ended)).OrThrow();
    }

    public async Task<RoomPage> ListRooms(ListRoomsRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await chat.RoomReading.ListAsync(await ChatCallerAsync(), request, Ended)).OrThrow();
    }

    public async Task<RoomDetails> GetRoom(GetRoomRequest request) =>
        (await chat.RoomReading.GetAsync(await ChatCallerAsync(), request, Ended)).OrThrow();

    public async Task<Room> UpdateRoom(UpdateRoomRequest request) =>
        (await chat.Rooms.UpdateAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task<Room> JoinRoom(JoinRoomRequest request) =>
        (await chat.Rooms.JoinAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task LeaveRoom(LeaveRoomRequest request) =>
        (await chat.Rooms.LeaveAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task InviteMember(InviteMemberRequest request) =>
        (await chat.Moderation.InviteAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task SetRole(SetRoleRequest request) =>
        (await chat.Moderation.SetRoleAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task Kick(KickRequest request) =>
        (await chat.Moderation.KickAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task Ban(BanRequest request) =>
        (await chat.Moderation.BanAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task Unban(UnbanRequest request) =>
        (await chat.Moderation.UnbanAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task Mute(MuteRequest request) =>
        (await chat.Moderation.MuteAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task<Message> PostMessage(PostMessageRequest request) =>
        (await chat.Messages.PostAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task<Message> EditMessage(EditMessageRequest request) =>
        (await chat.Messages.EditAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task DeleteMessage(DeleteMessageRequest request) =>
        (await chat.Messages.DeleteAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task<Message> React(ReactRequest request) =>
        (await chat.Messages.ReactAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task SetTyping(SetTypingRequest request)
    {
        // Over the rate a beginning is left out, not refused: libraries make this call by themselves, and it must not cost a connection.
        var withinRate = Connection.Limits.TryTake(LimitedAct.Typing, out _);
        (await chat.Typing.SetAsync(await ChatCallerAsync(), request, withinRate, Ended)).OrThrow();
    }

    public async Task<MessagePage> GetMessages(GetMessagesRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await chat.Reading.GetAsync(await ChatCallerAsync(), request, Ended)).OrThrow();
    }

    public async Task<MessagePage> SearchMessages(SearchMessagesRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await chat.Search.SearchAsync(await ChatCallerAsync(), request, Ended)).OrThrow();
    }

    public async Task<Room> OpenDirect(OpenDirectRequest request)
    {
        Take(LimitedAct.NewChannel);
        return (await chat.Rooms.OpenDirectAsync(await ChatCallerAsync(), request, Ended)).OrThrow();
    }

    public async Task DeleteRoom(DeleteRoomRequest request) =>
        (await chat.Rooms.DeleteAsync(await WriterAsync(), request, Ended)).OrThrow();

    public async Task<RoomRestrictions> ListRestrictions(ListRestrictionsRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await chat.Restrictions.ReadAsync(await ChatCallerAsync(), request, Ended)).OrThrow();
    }

    public async Task<MessageSearchPage> SearchAllMessages(SearchAllMessagesRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await chat.Search.SearchAllAsync(await ChatCallerAsync(), request, Ended)).OrThrow();
    }

    public async Task<ChatUser> SetName(SetNameRequest request) =>
        (await chat.Names.SetAsync(await WriterAsync(), Caller.Name, request, Ended)).OrThrow();

    public async Task<UserList> FindUsers(FindUsersRequest request)
    {
        Take(LimitedAct.HistoryRead);
        await ChatCallerAsync();
        return (await chat.Names.FindAsync(request, Ended)).OrThrow();
    }

    private async ValueTask<ChatCaller> ChatCallerAsync([CallerMemberName] string method = "") =>
        (await chat.CallerAsync(Caller, method, Ended)).OrThrow();

    // Every call that may end in a publication counts as a publish.
    private ValueTask<ChatCaller> WriterAsync([CallerMemberName] string method = "")
    {
        Take(LimitedAct.Publish);
        return ChatCallerAsync(method);
    }
}
