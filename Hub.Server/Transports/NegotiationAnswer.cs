using System.Text.Json;

namespace RealtimeHub.Server.Transports;

/// <summary>What SignalR answers to a negotiation.</summary>
/// <param name="Token">The connection's secret token; in version 0 its id.</param>
/// <param name="ConnectionId">Its public id.</param>
internal readonly record struct NegotiationAnswer(string Token, string ConnectionId)
{
    /// <summary>Lets the negotiation be answered and reads the answer; null where no WebSocket of ours may take the connection.</summary>
    public static async Task<NegotiationAnswer?> CaptureAsync(HttpContext context, RequestDelegate negotiate)
    {
        var body = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await negotiate(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        var bytes = answer.GetBuffer().AsMemory(0, (int)answer.Length);
        await body.WriteAsync(bytes, context.RequestAborted);
        return context.Response.StatusCode == StatusCodes.Status200OK ? Read(bytes.Span) : null;
    }

    /// <summary>Reads an answer; null for an error, and for a connection with a stateful reconnect, which SignalR's transport alone can do.</summary>
    public static NegotiationAnswer? Read(ReadOnlySpan<byte> answer)
    {
        if (answer.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(answer);
        if (!JsonDocument.TryParseValue(ref reader, out var document))
            return null;
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("connectionId", out var id) || id.GetString() is not { } connectionId)
                return null;
            if (root.TryGetProperty("useStatefulReconnect", out var stateful) && stateful.ValueKind == JsonValueKind.True)
                return null;
            return new NegotiationAnswer(root.TryGetProperty("connectionToken", out var token) && token.GetString() is { } secret ? secret : connectionId, connectionId);
        }
    }
}
