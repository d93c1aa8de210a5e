using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.EndToEnd.Tests.Raw;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>A token that runs out is told ahead and ends its connection after a grace, on every transport.</summary>
public sealed class TokenExpiryTests : IAsyncLifetime
{
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(25);

    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private HostedHub hosted = null!;

    public async Task InitializeAsync() => hosted = await HostedHub.StartAsync(time, "--Hub:Engine", "memory");

    public async Task DisposeAsync() => await hosted.DisposeAsync();

    [Fact]
    public async Task Expire_WebSocket_IsToldAndThenClosed()
    {
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress, "?access_token=" + hosted.TokenOf("ada"));
        await hub.InvokeAsync("ReadCursors", "{}");

        time.Advance(TimeSpan.FromHours(1) - Notice);
        await hub.CallbackAsync("TokenExpiring");
        time.Advance(Notice + Grace);

        Assert.Equal("token_expired", (await hub.CallbackAsync("Closing")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Expire_EventStream_IsToldAndThenClosed()
    {
        using var caller = await EventStreamCaller.ConnectAsync(hosted.Address, hosted.TokenOf("ada"));
        await caller.InvokeAsync("ReadCursors", "{}");

        time.Advance(TimeSpan.FromHours(1) - Notice);
        await caller.UntilAsync("TokenExpiring");
        time.Advance(Notice + Grace);

        await caller.UntilAsync("token_expired");
    }

    [Fact]
    public async Task Expire_LongPolling_IsToldAndThenClosed()
    {
        using var caller = await PollingCaller.ConnectAsync(hosted.Address, hosted.TokenOf("ada"));
        await caller.InvokeAsync("ReadCursors", "{}");

        time.Advance(TimeSpan.FromHours(1) - Notice);
        await UntilAsync(caller, "TokenExpiring");
        time.Advance(Notice + Grace);

        await UntilAsync(caller, "token_expired");
    }

    private static async Task UntilAsync(PollingCaller caller, string text)
    {
        while (true)
        {
            using var poll = await caller.PollAsync();
            Assert.Equal(HttpStatusCode.OK, poll.StatusCode);
            if ((await poll.Content.ReadAsStringAsync()).Contains(text, StringComparison.Ordinal))
                return;
        }
    }
}
