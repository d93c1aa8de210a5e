using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>Clients on event streams and long polling go on sending the token that they began with, also after RefreshToken.</summary>
public sealed class RefreshedTokenTests
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Request_WithTheExpiredTokenOfARefreshedConnection_IsItsOwnersUntilTheNewOneEnds()
    {
        await using var hosted = await HostedHub.StartAsync(time, "--Hub:Engine", "memory");
        using var refreshed = await PollingCaller.ConnectAsync(hosted.Address, hosted.TokenOf("ada"));
        using var stale = await PollingCaller.ConnectAsync(hosted.Address, hosted.TokenOf("ada"));
        var mallory = hosted.TokenOf("mallory");
        await refreshed.InvokeAsync("RefreshToken", $$"""{"token":"{{hosted.TokenOf("ada", TimeSpan.FromHours(3))}}"}""");

        time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(2));

        var answer = await refreshed.InvokeAsync("Publish", """{"channel":"topic:x","type":"t","data":1}""");
        Assert.Equal(1, answer.GetProperty("result").GetProperty("position").GetProperty("offset").GetInt64());
        Assert.Equal(HttpStatusCode.Unauthorized, await stale.PostAsync("{}"));
        var own = refreshed.Token;
        refreshed.Token = mallory;
        Assert.Equal(HttpStatusCode.Unauthorized, await refreshed.PostAsync("{}"));
        refreshed.Token = own;

        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.Unauthorized, await refreshed.PostAsync("{}"));
    }

    [Theory]
    [InlineData("7", "ServerSentEvents")]
    [InlineData("7", "LongPolling")]
    [InlineData("8", "ServerSentEvents")]
    [InlineData("8", "LongPolling")]
    [InlineData("9", "ServerSentEvents")]
    [InlineData("9", "LongPolling")]
    [InlineData("10", "ServerSentEvents")]
    [InlineData("10", "LongPolling")]
    public async Task RefreshToken_StockClientBeyondTheFirstTokensEnd_StaysConnected(string client, string transport)
    {
        await using var hosted = await HostedHub.StartAsync(time, "--Hub:Engine", "memory");
        var channel = ChannelName.Parse("topic:refreshed");

        await StockClient.RunAsync(
            "refresh.mjs",
            hosted.Address,
            async stories =>
            {
                await stories.FirstAsync(_ => true, what: "the refresh");
                time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(2));
                await hosted.Get<IChannels>().PublishAsync(channel, "later", Payload.FromJson("1"));
            },
            client,
            transport,
            hosted.TokenOf("ada"),
            hosted.TokenOf("ada", TimeSpan.FromHours(3)),
            channel.Value);
    }
}
