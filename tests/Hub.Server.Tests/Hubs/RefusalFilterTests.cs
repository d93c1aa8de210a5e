using Microsoft.AspNetCore.SignalR;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Hubs;

public sealed class RefusalFilterTests : HubTest
{
    private static readonly ReadHistoryRequest Request = new("topic:x");

    [Fact]
    public async Task Invoke_Refusal_BecomesCodeAndText()
    {
        var caller = await ConnectAsync();
        Assert.Equal("conflict: no", await FailAsync(caller, new RefusalException(new Refusal(ErrorCode.Conflict, "no"))));
    }

    [Fact]
    public async Task Invoke_EngineAway_IsUnavailable()
    {
        var caller = await ConnectAsync();
        Assert.Equal("unavailable: the engine does not answer; nothing was stored; try again", await FailAsync(caller, new EngineUnavailableException("secret")));
    }

    [Fact]
    public async Task Invoke_AnythingElse_IsMaskedUnderAnId()
    {
        var caller = await ConnectAsync();
        Assert.Matches("^internal: something went wrong here; it is logged as [0-9a-f]{12}$", await FailAsync(caller, new InvalidOperationException("/secret/path")));
    }

    [Fact]
    public async Task Invoke_HubException_PassesAsItIs()
    {
        var caller = await ConnectAsync();
        Assert.Equal("as it is", await FailAsync(caller, new HubException("as it is")));
    }

    [Fact]
    public async Task Invoke_NullRequest_IsABadRequest()
    {
        var caller = await ConnectAsync();
        var refused = await Assert.ThrowsAsync<HubException>(async () => await InvokeAsync(caller, _ => new("done"), [null]));
        Assert.Equal("bad_request: the request must be an object, not null", refused.Message);
    }

    [Fact]
    public async Task Invoke_CancelledByTheEndOfTheConnection_IsNotAFault()
    {
        var caller = await ConnectAsync();
        await caller.AbortAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await InvokeAsync(caller, _ => throw new OperationCanceledException(), [Request]));
    }

    [Fact]
    [Trait("Safety", "L16")]
    public async Task Invoke_TooManyCalls_AreRefusedAndTenOfThemCloseOnce()
    {
        var caller = await ConnectAsync();
        for (var n = 0; n < 200; n++)
            await InvokeAsync(caller, _ => new("done"), [Request]);
        for (var n = 0; n < 15; n++)
        {
            var refused = await Assert.ThrowsAsync<HubException>(async () => await InvokeAsync(caller, _ => new("done"), [Request]));
            Assert.Equal("rate_limited: too many calls; retry after 5 ms\n{\"limit\":200,\"retryAfterMs\":5}", refused.Message);
        }

        var closing = Assert.Single(caller.Connection.Written().OfType<Closing>());
        Assert.Equal((ClosingCode.TooManyErrors, ReconnectAdvice.Backoff), (closing.Code, closing.Reconnect));
    }

    [Theory]
    [InlineData("denied")]
    [InlineData("cancelled")]
    [InlineData("done")]
    public async Task Invoke_RevokedMeanwhile_SaysSoHoweverTheCallEnded(string end)
    {
        var caller = await ConnectAsync("ada");
        var refused = await Assert.ThrowsAsync<HubException>(async () => await InvokeAsync(
            caller,
            async _ =>
            {
                await Get<IRevocations>().RevokeUserAsync("ada");
                return end switch
                {
                    "denied" => throw new RefusalException(Refusal.Denied(ChannelName.Parse("topic:x"), ChannelRights.Subscribe)),
                    "cancelled" => throw new OperationCanceledException("the connection has ended"),
                    _ => "what was read after the revoke",
                };
            },
            [Request]));
        Assert.Equal("unauthorized: access was revoked\n{\"reason\":\"revoked\"}", refused.Message);
    }

    private async Task<string> FailAsync(HubCaller caller, Exception error) =>
        (await Assert.ThrowsAsync<HubException>(async () => await InvokeAsync(caller, _ => throw error, [Request]))).Message;

    private ValueTask<object?> InvokeAsync(HubCaller caller, Func<HubInvocationContext, ValueTask<object?>> next, object?[] arguments)
    {
        using var hub = Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<ChannelHub>(Get<IServiceProvider>());
        var invocation = new HubInvocationContext(caller.Context, Substitute.For<IServiceProvider>(), hub, typeof(ChannelHub).GetMethod(nameof(ChannelHub.ReadHistory))!, arguments);
        return Get<RefusalFilter>().InvokeMethodAsync(invocation, next);
    }
}
