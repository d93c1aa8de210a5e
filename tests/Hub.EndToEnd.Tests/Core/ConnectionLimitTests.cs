using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>A connection too many: refused before it begins, and each stock client knows that it has none.</summary>
[Trait("Safety", "L6")]
public sealed class ConnectionLimitTests : IAsyncLifetime
{
    private HostedHub hosted = null!;

    public static TheoryData<string, string, string> Clients
    {
        get
        {
            var clients = new TheoryData<string, string, string>();
            foreach (var version in (string[])["3", "6", "8", "10"])
            {
                foreach (var transport in (string[])["WebSockets", "ServerSentEvents", "LongPolling"])
                {
                    clients.Add(version, transport, "negotiation");
                    clients.Add(version, transport, "later");
                }
            }

            return clients;
        }
    }

    public async Task InitializeAsync() =>
        hosted = await HostedHub.StartAsync("--Hub:Limits:ConnectionsPerUser", "1", "--Hub:Limits:NegotiationsPerSecond", "0");

    public async Task DisposeAsync() => await hosted.DisposeAsync();

    [Theory]
    [MemberData(nameof(Clients))]
    public Task Connect_OneTooMany_StockClientEndsOrComesBack(string client, string transport, string moment) =>
        StockClient.RunAsync("limits.mjs", hosted.Address, client, transport, hosted.TokenOf("ada"), moment);

    [Fact]
    public async Task Negotiate_OneTooMany_IsRefusedWithTheReasonAndWhenToTryAgain()
    {
        var token = hosted.TokenOf("ada");
        using var first = await PollingCaller.ConnectAsync(hosted.Address, token);
        await first.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""");
        using var http = new HttpClient { BaseAddress = hosted.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var refused = await http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative), null).Within();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal(
            "this user has 1 connections, which is the limit; close another tab or device, then connect again; retry after 5000 ms",
            problem.RootElement.GetProperty("detail").GetString());
    }
}
