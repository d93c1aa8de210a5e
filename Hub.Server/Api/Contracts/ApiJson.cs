using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Webhooks;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api.Contracts;

/// <summary>The JSON shape of the API's own objects, and of those of the hub that the API takes and gives: the same rules as <see cref="HubJson"/>.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    PropertyNameCaseInsensitive = false,
    MaxDepth = 64)]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(PublishResult))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(HistoryPage))]
[JsonSerializable(typeof(StatePage))]
[JsonSerializable(typeof(PresenceSnapshot))]
[JsonSerializable(typeof(FeedUpdates))]
[JsonSerializable(typeof(FeedUpdate))]
[JsonSerializable(typeof(PublishUpdatesResult))]
[JsonSerializable(typeof(CreateRoomRequest))]
[JsonSerializable(typeof(Room))]
[JsonSerializable(typeof(RoomDetails))]
[JsonSerializable(typeof(RoomPage))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(DocumentText))]
[JsonSerializable(typeof(DocumentPage))]
[JsonSerializable(typeof(FeedList))]
[JsonSerializable(typeof(BroadcastRequest))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(PublishResults))]
[JsonSerializable(typeof(ChannelPage))]
[JsonSerializable(typeof(ChannelSummary))]
[JsonSerializable(typeof(ConnectionPage))]
[JsonSerializable(typeof(DisconnectRequest))]
[JsonSerializable(typeof(RevokeRequest))]
[JsonSerializable(typeof(UnsubscribeUserRequest))]
[JsonSerializable(typeof(ReachedConnections))]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(NodeStatistics))]
[JsonSerializable(typeof(RoomMessageRequest))]
[JsonSerializable(typeof(TraceAnswer))]
[JsonSerializable(typeof(WebhookList))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(RetriedEvent))]
internal sealed partial class ApiJson : JsonSerializerContext;
