using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Shared.Tests.MessagePack;

/// <summary>Hub messages as the vectors write them: the objects of the official JavaScript client.</summary>
internal static class FrameVector
{
    public static HubMessage ToMessage(JsonElement json)
    {
        var id = Optional(json, "invocationId");
        return WithHeaders(json, json.GetProperty("type").GetInt32() switch
        {
            1 => new InvocationMessage(id, json.Text("target"), Arguments(json), StreamIds(json)),
            2 => new StreamItemMessage(id!, json.GetProperty("item")),
            3 when json.TryGetProperty("error", out var error) => CompletionMessage.WithError(id!, error.GetString()),
            3 when json.TryGetProperty("result", out var result) => CompletionMessage.WithResult(id!, result),
            3 => CompletionMessage.Empty(id!),
            4 => new StreamInvocationMessage(id!, json.Text("target"), Arguments(json), StreamIds(json)),
            5 => new CancelInvocationMessage(id!),
            6 => PingMessage.Instance,
            7 => new CloseMessage(Optional(json, "error"), json.GetProperty("allowReconnect").GetBoolean()),
            8 => new AckMessage(json.GetProperty("sequenceId").GetInt64()),
            _ => new SequenceMessage(json.GetProperty("sequenceId").GetInt64()),
        });
    }

    public static TestBinder BinderFor(JsonElement json) => new(
        json.TryGetProperty("arguments", out var arguments) ? [.. arguments.EnumerateArray().Select(_ => typeof(JsonElement))] : [])
    {
        Result = typeof(JsonElement),
    };

    public static string ToJson(HubMessage message)
    {
        var json = new JsonObject { ["type"] = TypeOf(message) };
        if (message is HubInvocationMessage invocation)
            json["headers"] = JsonSerializer.SerializeToNode(invocation.Headers ?? new Dictionary<string, string>());
        if (message is HubInvocationMessage { InvocationId: { } id })
            json["invocationId"] = id;
        switch (message)
        {
            case HubMethodInvocationMessage call:
                json["target"] = call.Target;
                json["arguments"] = JsonSerializer.SerializeToNode(call.Arguments);
                json["streamIds"] = JsonSerializer.SerializeToNode(call.StreamIds ?? []);
                break;
            case StreamItemMessage item:
                json["item"] = JsonSerializer.SerializeToNode(item.Item);
                break;
            case CompletionMessage { Error: { } error }:
                json["error"] = error;
                break;
            case CompletionMessage { HasResult: true } completion:
                json["result"] = JsonSerializer.SerializeToNode(completion.Result);
                break;
            case CloseMessage close:
                if (close.Error is not null)
                    json["error"] = close.Error;
                json["allowReconnect"] = close.AllowReconnect;
                break;
            case AckMessage ack:
                json["sequenceId"] = ack.SequenceId;
                break;
            case SequenceMessage sequence:
                json["sequenceId"] = sequence.SequenceId;
                break;
        }

        return json.ToJsonString();
    }

    private static int TypeOf(HubMessage message) => message switch
    {
        InvocationMessage => 1,
        StreamItemMessage => 2,
        CompletionMessage => 3,
        StreamInvocationMessage => 4,
        CancelInvocationMessage => 5,
        PingMessage => 6,
        CloseMessage => 7,
        AckMessage => 8,
        SequenceMessage => 9,
        _ => throw new NotSupportedException(message.GetType().Name),
    };

    private static object?[] Arguments(JsonElement json) => [.. json.GetProperty("arguments").EnumerateArray().Select(each => (object?)each)];

    private static string[] StreamIds(JsonElement json) => [.. json.GetProperty("streamIds").EnumerateArray().Select(each => each.GetString()!)];

    private static string? Optional(JsonElement json, string property) => json.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static HubMessage WithHeaders(JsonElement json, HubMessage message)
    {
        if (message is HubInvocationMessage invocation && json.TryGetProperty("headers", out var headers))
            invocation.Headers = headers.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!);
        return message;
    }
}
