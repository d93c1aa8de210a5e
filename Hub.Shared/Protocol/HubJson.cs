using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>
/// The contracts' JSON shape: camelCase, absent optional fields omitted, missing or null required fields refused,
/// unknown fields ignored, at most 64 levels deep.
/// </summary>
/// <remarks>
/// A constructor's parameter without a default value is required, nullable or not: an optional one in front of others
/// bears <c>[Optional, DefaultParameterValue(null)]</c>.
/// </remarks>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    PropertyNameCaseInsensitive = false,
    MaxDepth = 64,
    Converters = [typeof(ListJsonConverter<string>), typeof(ListJsonConverter<ChannelName>)])]
[JsonSerializable(typeof(Welcome))]
[JsonSerializable(typeof(Publication))]
[JsonSerializable(typeof(Signal))]
[JsonSerializable(typeof(PresenceChange))]
[JsonSerializable(typeof(Reset))]
[JsonSerializable(typeof(Unsubscribed))]
[JsonSerializable(typeof(TokenExpiring))]
[JsonSerializable(typeof(Draining))]
[JsonSerializable(typeof(Closing))]
[JsonSerializable(typeof(SubscribeRequest))]
[JsonSerializable(typeof(SubscribeResult))]
[JsonSerializable(typeof(SubscribeManyRequest))]
[JsonSerializable(typeof(SubscribeManyResult))]
[JsonSerializable(typeof(UpdateSubscriptionRequest))]
[JsonSerializable(typeof(UpdateSubscriptionResult))]
[JsonSerializable(typeof(UnsubscribeRequest))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(PublishResult))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(ReadHistoryRequest))]
[JsonSerializable(typeof(HistoryPage))]
[JsonSerializable(typeof(ReadStateRequest))]
[JsonSerializable(typeof(StatePage))]
[JsonSerializable(typeof(ReadPresenceRequest))]
[JsonSerializable(typeof(PresenceSnapshot))]
[JsonSerializable(typeof(UpdatePresenceRequest))]
[JsonSerializable(typeof(MarkReadRequest))]
[JsonSerializable(typeof(MarkReadResult))]
[JsonSerializable(typeof(ReadCursorsRequest))]
[JsonSerializable(typeof(ReadCursorsResult))]
[JsonSerializable(typeof(RefreshTokenRequest))]
[JsonSerializable(typeof(RefreshTokenResult))]
[JsonSerializable(typeof(GuestRequest))]
[JsonSerializable(typeof(GuestToken))]
[JsonSerializable(typeof(CreateRoomRequest))]
[JsonSerializable(typeof(ListRoomsRequest))]
[JsonSerializable(typeof(RoomPage))]
[JsonSerializable(typeof(GetRoomRequest))]
[JsonSerializable(typeof(RoomDetails))]
[JsonSerializable(typeof(UpdateRoomRequest))]
[JsonSerializable(typeof(JoinRoomRequest))]
[JsonSerializable(typeof(LeaveRoomRequest))]
[JsonSerializable(typeof(OpenDirectRequest))]
[JsonSerializable(typeof(InviteMemberRequest))]
[JsonSerializable(typeof(SetRoleRequest))]
[JsonSerializable(typeof(KickRequest))]
[JsonSerializable(typeof(BanRequest))]
[JsonSerializable(typeof(UnbanRequest))]
[JsonSerializable(typeof(MuteRequest))]
[JsonSerializable(typeof(PostMessageRequest))]
[JsonSerializable(typeof(EditMessageRequest))]
[JsonSerializable(typeof(DeleteMessageRequest))]
[JsonSerializable(typeof(ReactRequest))]
[JsonSerializable(typeof(SetTypingRequest))]
[JsonSerializable(typeof(GetMessagesRequest))]
[JsonSerializable(typeof(SearchMessagesRequest))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(Room))]
[JsonSerializable(typeof(RoomMember))]
[JsonSerializable(typeof(TypingSignal))]
[JsonSerializable(typeof(MentionNotice))]
[JsonSerializable(typeof(InviteNotice))]
[JsonSerializable(typeof(MuteNotice))]
public sealed partial class HubJson : JsonSerializerContext;
