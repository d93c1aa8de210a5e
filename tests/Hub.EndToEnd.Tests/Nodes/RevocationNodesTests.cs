using System.Net;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Nodes;

/// <summary>Access taken away on one node is taken away on all, now and after restarts.</summary>
public sealed class RevocationNodesTests(NodesFixture nodes) : IClassFixture<NodesFixture>
{
    [Fact]
    public async Task RevokeUser_ConnectedToAnotherNode_IsPutOutWithTheReasonAndRefusedThere()
    {
        var (ada, bob) = (nodes.User("ada"), nodes.User("bob"));
        using var hub = await nodes.ConnectAsync(nodes.Second, ada);
        using var other = await nodes.ConnectAsync(nodes.Second, bob);
        await hub.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");

        await NodesFixture.PostAsync(nodes.First, $"users/{ada}/revoke", new { code = "banned", message = "for spam" });

        var closing = await hub.CallbackAsync("Closing").Within();
        Assert.Equal(("banned", "for spam"), (closing.GetProperty("code").GetString(), closing.GetProperty("message").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, await NodesFixture.NegotiateAsync(nodes.Second, nodes.TokenOf(ada)));
        Assert.Equal(HttpStatusCode.OK, await NodesFixture.NegotiateAsync(nodes.Second, nodes.TokenOf(bob)));
        Assert.True((await other.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""").Within()).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task RevokeToken_UsedOnAnotherNode_EndsItsConnectionsOnly()
    {
        var ada = nodes.User("ada");
        using var stolen = await nodes.ConnectAsync(nodes.Second, ada, ada + "-stolen");
        using var own = await nodes.ConnectAsync(nodes.Second, ada, ada + "-own");

        await NodesFixture.PostAsync(nodes.First, $"tokens/{ada}-stolen/revoke");

        Assert.Equal("kicked", (await stolen.CallbackAsync("Closing").Within()).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, await NodesFixture.NegotiateAsync(nodes.Second, nodes.TokenOf(ada, ada + "-stolen")));
        Assert.True((await own.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""").Within()).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Revoke_NodesThatStartLater_RefuseItAndHearWhatComesThen()
    {
        var (ada, bob) = (nodes.User("ada"), nodes.User("bob"));
        await NodesFixture.PostAsync(nodes.First, $"users/{ada}/revoke");

        await using var third = await nodes.StartAsync("third");
        Assert.Equal(HttpStatusCode.Unauthorized, await NodesFixture.NegotiateAsync(third, nodes.TokenOf(ada)));
        using var hub = await nodes.ConnectAsync(third, bob);
        await NodesFixture.PostAsync(nodes.Second, $"users/{bob}/revoke");

        Assert.Equal("kicked", (await hub.CallbackAsync("Closing").Within()).GetProperty("code").GetString());
        await third.KillAsync();
        await using var fourth = await nodes.StartAsync("fourth");
        foreach (var user in new[] { ada, bob })
            Assert.Equal(HttpStatusCode.Unauthorized, await NodesFixture.NegotiateAsync(fourth, nodes.TokenOf(user)));
    }
}
