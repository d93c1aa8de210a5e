using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Maps operations: the scope is checked, the handler called, its outcome written.</summary>
internal sealed class ApiMap(IEndpointRouteBuilder endpoints, ApiOptions options)
{
    /// <summary>An operation that answers with an object.</summary>
    public void Add<TResult>(ApiOperation operation, JsonTypeInfo<TResult> type, Func<ApiCall, ValueTask<Outcome<TResult>>> handle) =>
        Add(operation, typeof(TResult), context => AnswerAsync(new ApiCall(context, operation, options), type, handle));

    /// <summary>An operation that answers without a body.</summary>
    public void Add(ApiOperation operation, Func<ApiCall, ValueTask<Outcome<bool>>> handle) =>
        Add(operation, null, context => AnswerAsync(new ApiCall(context, operation, options), handle));

    private void Add(ApiOperation operation, Type? result, RequestDelegate handle)
    {
        var answer = result is null
            ? new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void))
            : new ProducesResponseTypeMetadata(StatusCodes.Status200OK, result, [ApiOperation.Json]);

        // The description of the API lists endpoints that have their method among their metadata.
        var builder = endpoints.MapMethods(ApiOperation.Prefix + operation.Pattern, [operation.Method], handle)
            .WithMetadata(handle.Method, operation, answer).WithName(operation.Id).WithSummary(operation.Summary);
        if (operation.Body is { } body)
            builder.WithMetadata(new AcceptsMetadata([.. operation.BodyTypes], body, operation.BodyIsOptional));
    }

    private static async Task AnswerAsync<TResult>(ApiCall call, JsonTypeInfo<TResult> type, Func<ApiCall, ValueTask<Outcome<TResult>>> handle)
    {
        if ((await OutcomeOf(call, handle)).IsRefused(out var refusal, out var result))
            await RefuseAsync(call, refusal);
        else
            await call.Context.Response.WriteAsJsonAsync(result, type, cancellationToken: call.Ended);
    }

    private static async Task AnswerAsync(ApiCall call, Func<ApiCall, ValueTask<Outcome<bool>>> handle)
    {
        if ((await OutcomeOf(call, handle)).IsRefused(out var refusal, out _))
            await RefuseAsync(call, refusal);
        else
            call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async ValueTask<Outcome<T>> OutcomeOf<T>(ApiCall call, Func<ApiCall, ValueTask<Outcome<T>>> handle) =>
        call.CheckScope() is { } denied ? denied : await handle(call);

    private static Task RefuseAsync(ApiCall call, Refusal refusal) => Problem.WriteAsync(call.Context, refusal.Code, refusal.Text, refusal.Details);
}
