using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Reads bodies within their limit and says what is wrong with those that can't be read.</summary>
internal static class ApiBody
{
    private const int MaxDepth = 64;

    // What is read of a body that is too large before it is refused: a client that is still sending would else lose the connection and never see the answer.
    private const int MaxDiscarded = 16 * 1024 * 1024;

    /// <summary>The whole body.</summary>
    public static async ValueTask<Outcome<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = maxBytes + (long)MaxDiscarded;
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        var isTooLarge = false;
        try
        {
            while (await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted) is var read && read > 0)
            {
                isTooLarge |= buffer.Length + read > maxBytes;
                if (!isTooLarge)
                    buffer.Write(chunk, 0, read);
            }
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            isTooLarge = true;
        }

        return isTooLarge
            ? new Refusal(ErrorCode.PayloadTooLarge, $"the body has more than {maxBytes} bytes; send less at once", new RefusalDetails { Field = "body", Limit = maxBytes })
            : new ReadOnlyMemory<byte>(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Why a body could not be bound: it is no JSON, is too deep, or a field breaks a rule.</summary>
    public static Refusal Explain(JsonException malformed, ReadOnlyMemory<byte> body)
    {
        if (malformed is RefusedValueException)
            return ContractRefusal.Of(malformed);
        if (FaultOf(body, int.MaxValue) is { } fault)
            return Refusal.BadRequest("body", $"the body is not JSON: see line {fault + 1}", reason: "not_json");
        return FaultOf(body, MaxDepth) is { } deep
            ? Refusal.BadRequest("body", $"the body is deeper than {MaxDepth} levels: see line {deep + 1}", MaxDepth, reason: "too_deep")
            : ContractRefusal.Of(malformed);
    }

    // The line, from 0, in which it is no JSON of so many levels.
    private static long? FaultOf(ReadOnlyMemory<byte> body, int maxDepth)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException fault)
        {
            return fault.LineNumber ?? 0;
        }
    }
}
