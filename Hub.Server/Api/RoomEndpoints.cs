using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Modules.Chat;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Chat rooms. Every call is made as a user and may what that user may; the query's <c>as</c> names the user.</summary>
internal sealed class RoomEndpoints(ChatModule chat) : IApiEndpoints
{
    private const string One = "/rooms/{room}";

    private static readonly ApiField As = new("as", ApiFieldKind.Text, "The user that the call is made as; an administrator's own when absent.");
    private static readonly ApiField Limit = new("limit", ApiFieldKind.Number, "The most entries.");

    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Get, "/rooms", "listRooms", "Lists the public rooms and those of the user.", ApiScopes.Admin)
            {
                Query = [As, new ApiField("query", ApiFieldKind.Text, "Only rooms whose name or title contains this."), new ApiField("after", ApiFieldKind.Text, "The next of the page before."), Limit],
            },
            ApiJson.Default.RoomPage,
            ListAsync);
        map.Add(
            new ApiOperation(HttpMethods.Post, "/rooms", "createRoom", "Creates a room, which the user owns.", ApiScopes.Admin) { Query = [As], Body = typeof(CreateRoomRequest) },
            ApiJson.Default.Room,
            CreateAsync);
        map.Add(
            new ApiOperation(HttpMethods.Get, One, "getRoom", "Reads a room and its members.", ApiScopes.Admin) { Query = [As] },
            ApiJson.Default.RoomDetails,
            GetAsync);
        map.Add(
            new ApiOperation(HttpMethods.Get, One + "/messages", "getMessages", "Reads messages of a room, in ascending order.", ApiScopes.Admin)
            {
                Query =
                [
                    As,
                    new ApiField("before", ApiFieldKind.Number, "The newest messages before this id."),
                    new ApiField("after", ApiFieldKind.Number, "The oldest messages after this id."),
                    new ApiField("around", ApiFieldKind.Number, "This message with as many older as newer ones."),
                    Limit,
                ],
            },
            ApiJson.Default.MessagePage,
            MessagesAsync);
        map.Add(
            new ApiOperation(HttpMethods.Post, One + "/messages", "postMessage", "Posts a message.", ApiScopes.Admin) { Query = [As], Body = typeof(RoomMessageRequest) },
            ApiJson.Default.Message,
            PostAsync);
    }

    private async ValueTask<Outcome<RoomPage>> ListAsync(ApiCall call)
    {
        if (call.Text("query").IsRefused(out var refusal, out var query)
            || call.Text("after").IsRefused(out refusal, out var after)
            || call.Count("limit").IsRefused(out refusal, out var limit)
            || (await CallerOf(call)).IsRefused(out refusal, out var caller))
            return refusal;
        return await chat.RoomReading.ListAsync(caller, new ListRoomsRequest(query, after, limit), call.Ended);
    }

    private async ValueTask<Outcome<Room>> CreateAsync(ApiCall call)
    {
        if ((await call.BodyAsync(ApiJson.Default.CreateRoomRequest)).IsRefused(out var refusal, out var request) || (await CallerOf(call)).IsRefused(out refusal, out var caller))
            return refusal;
        return await chat.Rooms.CreateAsync(caller, request, call.Ended);
    }

    private async ValueTask<Outcome<RoomDetails>> GetAsync(ApiCall call)
    {
        if (call.Segment("room").IsRefused(out var refusal, out var room) || (await CallerOf(call)).IsRefused(out refusal, out var caller))
            return refusal;
        return await chat.RoomReading.GetAsync(caller, new GetRoomRequest(room), call.Ended);
    }

    private async ValueTask<Outcome<MessagePage>> MessagesAsync(ApiCall call)
    {
        if (call.Segment("room").IsRefused(out var refusal, out var room)
            || call.Number("before").IsRefused(out refusal, out var before)
            || call.Number("after").IsRefused(out refusal, out var after)
            || call.Number("around").IsRefused(out refusal, out var around)
            || call.Count("limit").IsRefused(out refusal, out var limit)
            || (await CallerOf(call)).IsRefused(out refusal, out var caller))
            return refusal;
        return await chat.Reading.GetAsync(caller, new GetMessagesRequest(room, before, after, around, limit), call.Ended);
    }

    private async ValueTask<Outcome<Message>> PostAsync(ApiCall call)
    {
        if (call.Segment("room").IsRefused(out var refusal, out var room)
            || (await call.BodyAsync(ApiJson.Default.RoomMessageRequest)).IsRefused(out refusal, out var request)
            || (await CallerOf(call)).IsRefused(out refusal, out var caller))
            return refusal;
        return await chat.Messages.PostAsync(caller, new PostMessageRequest(room, request.Text, request.ReplyTo, request.IdempotencyKey), call.Ended);
    }

    private async ValueTask<Outcome<ChatCaller>> CallerOf(ApiCall call)
    {
        if (call.Text("as").IsRefused(out var refusal, out var named))
            return refusal;
        if ((named ?? call.Caller.UserId) is not { } userId)
            return Refusal.BadRequest("as", "as is missing; a program says as which user it calls", reason: "missing");
        if (AddressSegment.Check("as", userId) is { } unaddressed)
            return unaddressed;
        if (TextRules.UserId(userId) is not null)
            return Refusal.BadRequest("as", $"as takes a user's id: 1 to {TextRules.MaxUserIdBytes} bytes without control characters or white space");
        return await chat.CallerAsync(new ChannelCaller("", userId, null), "this", call.Ended);
    }
}
