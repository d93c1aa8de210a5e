using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>What no operation has answered becomes a problem, too: failures, unknown addresses, other methods.</summary>
internal sealed partial class ApiFailures(RequestDelegate next, ILogger<ApiFailures> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            // No one is left to answer, or it is too late for another answer.
            context.Abort();
            return;
        }
        catch (Exception error)
        {
            await AnswerAsync(context, error);
            return;
        }

        if (!context.Response.HasStarted)
            await AnswerUnmappedAsync(context);
    }

    private Task AnswerAsync(HttpContext context, Exception error)
    {
        switch (error)
        {
            case EngineUnavailableException unavailable:
                LogUnavailable(error);
                var refusal = EngineRefusals.Of(unavailable, "the engine does not answer; what was not accepted yet was not stored");
                return Problem.WriteAsync(context, refusal.Code, refusal.Text, refusal.Details);
            case BadHttpRequestException cut:
                return Problem.WriteAsync(context, ErrorCode.BadRequest, "the body could not be read: " + cut.Message, new RefusalDetails { Field = "body" });
            default:
                var id = Guid.NewGuid().ToString("N")[..12];
                LogInternal(id, error);
                return Problem.WriteAsync(context, ErrorCode.Internal, $"something went wrong here; it is logged as {id}");
        }
    }

    private static Task AnswerUnmappedAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problem.WriteAsync(context, ErrorCode.NotFound, "there is no such address; /openapi/v1.json lists those there are"),
        StatusCodes.Status405MethodNotAllowed => Problem.WriteAsync(
            context, ErrorCode.BadRequest, $"this address takes {context.Response.Headers.Allow}", new RefusalDetails { Field = "method" }, StatusCodes.Status405MethodNotAllowed),
        StatusCodes.Status415UnsupportedMediaType => Problem.WriteAsync(
            context, ErrorCode.BadRequest, $"Content-Type must be {ApiOperation.Json}, or {ApiOperation.Lines} where the API's description has it", new RefusalDetails { Field = "contentType" }),
        _ => Task.CompletedTask,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call of the API was refused: the engine does not answer.")]
    private partial void LogUnavailable(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A call of the API failed; the caller got the id {Id}.")]
    private partial void LogInternal(string id, Exception error);
}
