using System.Net;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Hubs;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>Long polling where SignalR alone would lose data, connections or presence.</summary>
public sealed class LongPollingTests
{
    [Fact]
    public async Task Answer_ToAPollingClient_ClosesItsConnection()
    {
        await using var hosted = await HostedHub.StartAsync();
        using var caller = await PollingCaller.ConnectAsync(hosted.Address, null);

        using var poll = await caller.PollAsync();

        Assert.Equal(HttpStatusCode.OK, poll.StatusCode);
        Assert.True(poll.Headers.ConnectionClose);
        Assert.Equal(1, hosted.Get<LongPolls>().Count);
    }

    [Fact]
    public async Task Poll_OnAConnectionThatWasUsedBefore_IsAnsweredEmptyAndItsDataComesWithTheNext()
    {
        await using var hosted = await HostedHub.StartAsync();
        using var caller = await PollingCaller.ConnectAsync(hosted.Address, null);
        // The handshake's answer has come by then; before it nothing is answered empty.
        await caller.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""");
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = hosted.Address };
        using (await http.GetAsync(new Uri("health/live", UriKind.Relative)).Within())
        {
        }

        Assert.Equal(HttpStatusCode.OK, await caller.PostAsync("""{"type":1,"invocationId":"late","target":"ReadHistory","arguments":[{"channel":"topic:x"}]}"""));
        using var empty = await http.GetAsync(new Uri(caller.Path, UriKind.Relative)).Within();
        using var full = await http.GetAsync(new Uri(caller.Path, UriKind.Relative)).Within();

        Assert.Equal((HttpStatusCode.OK, 0L), (empty.StatusCode, empty.Content.Headers.ContentLength));
        Assert.Contains("late", await full.Content.ReadAsStringAsync().Within(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_AfterAPollWasCut_TakesTheEarlierConnectionsPlaceWithItsData()
    {
        await using var hosted = await HostedHub.StartAsync();
        var ada = hosted.TokenOf("ada");
        using var first = await PollingCaller.ConnectAsync(hosted.Address, ada);
        await first.InvokeAsync("Subscribe", """{"channel":"topic:x","presence":true}""");
        await first.InvokeAsync("UpdatePresence", """{"channel":"topic:x","data":{"mood":"good"}}""");
        await CutAsync(hosted, first);

        using var second = await PollingCaller.ConnectAsync(hosted.Address, ada);
        var answer = await second.InvokeAsync("Subscribe", """{"channel":"topic:x","presence":true}""");

        var presence = answer.GetProperty("result").GetProperty("presence");
        Assert.Equal((1, 1), (presence.GetProperty("users").GetInt32(), presence.GetProperty("connections").GetInt32()));
        var connection = presence.GetProperty("members")[0].GetProperty("connections")[0];
        Assert.Equal("good", connection.GetProperty("data").GetProperty("mood").GetString());
        await TestTimeout.Until(() => hosted.Connections.Count == 1, what: "the end of the earlier connection");
    }

    [Fact]
    public async Task Connect_WhileTheEarlierConnectionPolls_IsOneMore()
    {
        await using var hosted = await HostedHub.StartAsync();
        var ada = hosted.TokenOf("ada");
        using var first = await PollingCaller.ConnectAsync(hosted.Address, ada);
        await first.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");

        using var second = await PollingCaller.ConnectAsync(hosted.Address, ada);
        var answer = await second.InvokeAsync("Subscribe", """{"channel":"topic:x","presence":true}""");

        Assert.Equal(2, answer.GetProperty("result").GetProperty("presence").GetProperty("connections").GetInt32());
        await first.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""");
    }

    // Polls until one waits and is given up by the client's side.
    private static async Task CutAsync(HostedHub hosted, PollingCaller caller)
    {
        var request = hosted.Connections.All.Single().Context.GetHttpContext();
        while (!hosted.Get<LongPolls>().IsCut(request))
        {
            using var cut = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                using var poll = await caller.PollAsync(cut.Token);
            }
            catch (OperationCanceledException)
            {
                using var end = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                while (!hosted.Get<LongPolls>().IsCut(request) && !end.IsCancellationRequested)
                    await Task.Yield();
            }
        }
    }
}
