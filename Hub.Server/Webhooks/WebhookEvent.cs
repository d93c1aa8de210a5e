using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>One event as it is sent.</summary>
/// <param name="Id">The same for every try, also after a restart, where it is about something stored.</param>
/// <param name="Type">What happened.</param>
/// <param name="Channel">Where.</param>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="Body">The body.</param>
internal sealed record WebhookEvent(string Id, string Type, ChannelName Channel, long Time, byte[] Body)
{
    private const int IdBytes = 16;

    /// <summary>Makes an event.</summary>
    /// <param name="webhook">The webhook, whose events have ids of their own.</param>
    /// <param name="type">What happened.</param>
    /// <param name="channel">Where.</param>
    /// <param name="time">When, Unix milliseconds.</param>
    /// <param name="mark">What tells this event from others of its type and channel.</param>
    /// <param name="data">What receivers get to know.</param>
    public static WebhookEvent Of(string webhook, string type, ChannelName channel, long time, string mark, WebhookData data)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', webhook, type, channel.Value, mark)));
        var body = new WebhookBody(type, DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime, data);
        return new WebhookEvent(
            "msg_" + Convert.ToHexStringLower(id.AsSpan(0, IdBytes)), type, channel, time, JsonSerializer.SerializeToUtf8Bytes(body, WebhookJson.Default.WebhookBody));
    }
}

/// <summary>The body of an event, as Standard Webhooks has it.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Timestamp">When, in ISO 8601.</param>
/// <param name="Data">What it is about.</param>
internal sealed record WebhookBody(string Type, DateTime Timestamp, WebhookData Data);

/// <summary>What an event is about.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Node">The node whose subscribers came or went.</param>
/// <param name="Position">The position of what was stored.</param>
/// <param name="Message">The chat message as it stands.</param>
/// <param name="DocumentId">The document.</param>
internal sealed record WebhookData(ChannelName Channel, string? Node = null, Position? Position = null, Payload? Message = null, string? DocumentId = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(Position))]
[JsonSerializable(typeof(DeadLetter))]
internal sealed partial class WebhookJson : JsonSerializerContext;
