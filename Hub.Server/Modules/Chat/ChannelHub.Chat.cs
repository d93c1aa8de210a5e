using System.Runtime.CompilerServices;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Chat's face to the hub.</summary>
internal sealed partial class ChannelHub : IChatMethods
{
    public async Task<Room> CreateRoom(CreateRoomRequest request)
    {
        Take(LimitedAct.NewChannel, "new rooms");
        return (await chat.Rooms.CreateAsync(Chatter(), request, Ended)).OrThrow();
    }

    public async Task<RoomPage> ListRooms(ListRoomsRequest request)
    {
        Take(LimitedAct.HistoryRead, "history reads");
        return (await chat.RoomReading.ListAsync(Chatter(), request, Ended)).OrThrow();
    }

    public async Task<RoomDetails> GetRoom(GetRoomRequest request) =>
        (await chat.RoomReading.GetAsync(Chatter(), request, Ended)).OrThrow();

    public async Task<Room> UpdateRoom(UpdateRoomRequest request) =>
        (await chat.Rooms.UpdateAsync(Writer(), request, Ended)).OrThrow();

    public async Task<Room> JoinRoom(JoinRoomRequest request) =>
        (await chat.Rooms.JoinAsync(Writer(), request, Ended)).OrThrow();

    public async Task LeaveRoom(LeaveRoomRequest request) =>
        (await chat.Rooms.LeaveAsync(Writer(), request, Ended)).OrThrow();

    public async Task InviteMember(InviteMemberRequest request) =>
        (await chat.Moderation.InviteAsync(Writer(), request, Ended)).OrThrow();

    public async Task SetRole(SetRoleRequest request) =>
        (await chat.Moderation.SetRoleAsync(Writer(), request, Ended)).OrThrow();

    public async Task Kick(KickRequest request) =>
        (await chat.Moderation.KickAsync(Writer(), request, Ended)).OrThrow();

    public async Task Ban(BanRequest request) =>
        (await chat.Moderation.BanAsync(Writer(), request, Ended)).OrThrow();

    public async Task Unban(UnbanRequest request) =>
        (await chat.Moderation.UnbanAsync(Writer(), request, Ended)).OrThrow();

    public async Task Mute(MuteRequest request) =>
        (await chat.Moderation.MuteAsync(Writer(), request, Ended)).OrThrow();

    public async Task<Message> PostMessage(PostMessageRequest request) =>
        (await chat.Messages.PostAsync(Writer(), request, Ended)).OrThrow();

    public async Task<Message> EditMessage(EditMessageRequest request) =>
        (await chat.Messages.EditAsync(Writer(), request, Ended)).OrThrow();

    public async Task DeleteMessage(DeleteMessageRequest request) =>
        (await chat.Messages.DeleteAsync(Writer(), request, Ended)).OrThrow();

    public async Task<Message> React(ReactRequest request) =>
        (await chat.Messages.ReactAsync(Writer(), request, Ended)).OrThrow();

    public async Task SetTyping(SetTypingRequest request)
    {
        Take(LimitedAct.Typing, "typing signals");
        (await chat.Typing.SetAsync(Chatter(), request, Ended)).OrThrow();
    }

    public async Task<MessagePage> GetMessages(GetMessagesRequest request)
    {
        Take(LimitedAct.HistoryRead, "history reads");
        return (await chat.Reading.GetAsync(Chatter(), request, Ended)).OrThrow();
    }

    public async Task<MessagePage> SearchMessages(SearchMessagesRequest request)
    {
        Take(LimitedAct.HistoryRead, "history reads");
        return (await chat.Reading.SearchAsync(Chatter(), request, Ended)).OrThrow();
    }

    public async Task<Room> OpenDirect(OpenDirectRequest request)
    {
        Take(LimitedAct.NewChannel, "new rooms");
        return (await chat.Rooms.OpenDirectAsync(Chatter(), request, Ended)).OrThrow();
    }

    private Chatter Chatter([CallerMemberName] string method = "") => Modules.Chat.Chatter.Of(Caller, method).OrThrow();

    // Whatever may end in a publication counts as a publish.
    private Chatter Writer([CallerMemberName] string method = "")
    {
        Take(LimitedAct.Publish, "publishes");
        return Chatter(method);
    }
}
