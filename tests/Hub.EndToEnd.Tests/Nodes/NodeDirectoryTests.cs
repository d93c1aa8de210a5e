using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Nodes;

/// <summary>Who the nodes are, as each of them says.</summary>
public sealed class NodeDirectoryTests(NodesFixture nodes) : IClassFixture<NodesFixture>
{
    [Fact]
    public async Task Nodes_OnEachNode_AreAllThatLive()
    {
        using var connection = await nodes.ConnectAsync(nodes.First, nodes.User("ada"));
        await using var third = await nodes.StartAsync("third");

        foreach (var node in new[] { nodes.First, nodes.Second, third })
        {
            await TestTimeout.Until(async () => await NamesAsync(node) is ["first", "second", "third"]);
            await TestTimeout.Until(async () => (await ReadAsync(node, "first")).GetProperty("connections").GetInt32() == 1, what: "the connections of the first node");
            foreach (var (name, server) in new[] { ("first", nodes.First), ("second", nodes.Second), ("third", third) })
            {
                await TestTimeout.Until(async () => (await ReadAsync(node, name)).TryGetProperty("address", out _), what: "an address");
                var one = await ReadAsync(node, name);
                Assert.Equal(server.Address, new Uri(one.GetProperty("address").GetString()!));
                Assert.Equal(("ready", false), (one.GetProperty("status").GetString(), one.GetProperty("draining").GetBoolean()));
                Assert.StartsWith(name + ".", one.GetProperty("id").GetString(), StringComparison.Ordinal);
                Assert.InRange(one.GetProperty("startedTime").GetInt64(), 1, long.MaxValue);
                Assert.NotEmpty(one.GetProperty("version").GetString()!);
            }
        }

        Assert.Equal(3, (await ListAsync(third)).Select(one => one.GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Killed_IsGoneForTheOthersAndComesBackAsAnother()
    {
        var fourth = await nodes.StartAsync("fourth");
        await TestTimeout.Until(async () => (await NamesAsync(nodes.First)).Contains("fourth"));
        var id = (await ReadAsync(nodes.First, "fourth")).GetProperty("id").GetString();

        await fourth.KillAsync();
        await fourth.DisposeAsync();
        foreach (var node in new[] { nodes.First, nodes.Second })
            await TestTimeout.Until(async () => !(await NamesAsync(node)).Contains("fourth"));

        await using var again = await nodes.StartAsync("fourth");
        await TestTimeout.Until(async () => (await NamesAsync(nodes.First)).Contains("fourth"));
        Assert.NotEqual(id, (await ReadAsync(nodes.First, "fourth")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Frozen_IsGoneForTheOthersAndBackWhenItWakes()
    {
        await using var fifth = await nodes.StartAsync("fifth");
        await TestTimeout.Until(async () => (await NamesAsync(nodes.First)).Contains("fifth"));
        var id = (await ReadAsync(nodes.First, "fifth")).GetProperty("id").GetString();

        fifth.Send(ProcessSignal.Stop);
        await TestTimeout.Until(async () => !(await NamesAsync(nodes.First)).Contains("fifth"));
        fifth.Send(ProcessSignal.Continue);

        await TestTimeout.Until(async () => (await NamesAsync(nodes.First)).Contains("fifth"));
        Assert.Equal(id, (await ReadAsync(nodes.First, "fifth")).GetProperty("id").GetString());
        await TestTimeout.Until(async () => (await NamesAsync(fifth)).Contains("first"));
    }

    [Fact]
    public async Task Stopped_IsShownAsDrainingAndThenGone()
    {
        await using var sixth = await nodes.StartAsync("sixth");
        // Keeps it from ending before its drain's time is over.
        using var connection = await nodes.ConnectAsync(sixth, nodes.User("ada"));
        await TestTimeout.Until(async () => (await NamesAsync(nodes.First)).Contains("sixth"));

        sixth.Send(ProcessSignal.Terminate);

        await TestTimeout.Until(async () => (await ReadAsync(nodes.First, "sixth")) is { ValueKind: JsonValueKind.Object } one
            && one.GetProperty("draining").GetBoolean() && one.GetProperty("status").GetString() == "unavailable");
        Assert.Equal(0, await sixth.WaitForExitAsync());
        await TestTimeout.Until(async () => !(await NamesAsync(nodes.First)).Contains("sixth"));
    }

    [Fact]
    public async Task Drain_OfAnotherNode_StopsThatOneOnly()
    {
        await using var sixth = await nodes.StartAsync("sixth");
        await TestTimeout.Until(async () => (await NamesAsync(nodes.First)).Contains("sixth"));

        await NodesFixture.PostAsync(nodes.First, "nodes/sixth/drain");

        Assert.Equal(0, await sixth.WaitForExitAsync());
        await TestTimeout.Until(async () => !(await NamesAsync(nodes.First)).Contains("sixth"));
        Assert.Equal("ready", (await ReadAsync(nodes.Second, "first")).GetProperty("status").GetString());
    }

    private static async Task<JsonElement> ReadAsync(ServerProcess node, string name) =>
        (await ListAsync(node)).FirstOrDefault(one => one.GetProperty("node").GetString() == name);

    private static async Task<string[]> NamesAsync(ServerProcess node) =>
        [.. (await ListAsync(node)).Select(one => one.GetProperty("node").GetString()!).Where(name => name is "first" or "second" or "third" or "fourth" or "fifth" or "sixth")];

    private static async Task<JsonElement[]> ListAsync(ServerProcess node)
    {
        using var http = NodesFixture.Api(node);
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri("nodes", UriKind.Relative)).Within());
        return [.. answer.RootElement.GetProperty("nodes").EnumerateArray().Select(one => one.Clone())];
    }
}
