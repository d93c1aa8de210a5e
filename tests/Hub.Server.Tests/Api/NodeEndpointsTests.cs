using Microsoft.Extensions.Hosting;
using RealtimeHub.Client;
using RealtimeHub.Server.Hosting;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

/// <summary>The node and its end over HTTP. A server of each test's own: one of them stops it.</summary>
public sealed class NodeEndpointsTests : IAsyncLifetime
{
    private readonly ApiServer server = new() { Options = ["--Hub:Node", "eu-1"] };

    public Task InitializeAsync() => server.InitializeAsync();

    public Task DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Drain_OfThisNode_TellsItsClientsAndEndsTheProcess()
    {
        await using var client = await server.ConnectAsync("ann");
        var before = await server.GetAsync("/nodes", ApiServer.Read);
        Assert.Equal("ready", before.Json.GetProperty("nodes")[0].GetProperty("status").GetString());

        var answer = await server.SendAsync(HttpMethod.Post, "/nodes/eu-1/drain");

        Assert.Equal(204, answer.Status);
        Assert.Equal("this node is draining", server.Get<Drain>().Reason);
        await TestTimeout.Until(() => client.State != ConnectionState.Connected);
        await TestTimeout.Until(() => server.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Drain_OfAnotherNode_IsRefusedAndStopsNothing()
    {
        var answer = await server.SendAsync(HttpMethod.Post, "/nodes/us-1/drain");

        Assert.Equal((404, "not_found"), (answer.Status, answer.Code));
        Assert.Equal("ready", (await server.GetAsync("/nodes")).Json.GetProperty("nodes")[0].GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(ApiServer.Publish)]
    [InlineData(ApiServer.Read)]
    public async Task Drain_KeyWithoutTheScope_IsRefused(string key)
    {
        var answer = await server.SendAsync(HttpMethod.Post, "/nodes/eu-1/drain", key: key);

        Assert.Equal((403, "scope"), (answer.Status, answer.Member("reason")));
        Assert.Equal("ready", (await server.GetAsync("/nodes")).Json.GetProperty("nodes")[0].GetProperty("status").GetString());
    }
}
