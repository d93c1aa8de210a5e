using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Tests.Hubs;

namespace RealtimeHub.Server.Tests.Fanout;

public sealed class GroupsTests
{
    private readonly Groups groups = new();
    private readonly FanoutConnection one = Connection("one");
    private readonly FanoutConnection two = Connection("two");

    [Fact]
    public void Add_Twice_IsOneMembership()
    {
        groups.Add("g", one);
        groups.Add("g", one);
        groups.Add("g", two);
        Assert.Equal([one, two], groups.Members("g"));
        groups.Remove("g", one);
        groups.Remove("g", one);
        Assert.Equal([two], groups.Members("g"));
    }

    [Fact]
    public void RemoveFromAll_Connection_IsInNoGroupAndComesIntoNone()
    {
        groups.Add("g", one);
        groups.Add("h", one);
        groups.Add("h", two);
        groups.RemoveFromAll(one);
        groups.Add("g", one);
        Assert.Empty(groups.Members("g"));
        Assert.Equal([two], groups.Members("h"));
        Assert.Equal(1, groups.Count);
    }

    [Fact]
    public async Task Add_ManyThreads_LosesNobody()
    {
        var connections = Enumerable.Range(0, 200).Select(n => Connection($"c{n}")).ToArray();
        await Task.WhenAll(connections.Select(connection => Task.Run(() =>
        {
            groups.Add("g", connection);
            groups.Add("h", connection);
            groups.Remove("h", connection);
        })));
        Assert.Equal(connections.Length, groups.Members("g").Count);
        Assert.Equal(1, groups.Count);
    }

    private static FanoutConnection Connection(string id) => new(new TestConnection(id), new Groups(), new OutboxLimits(), new ServerCounters(), _ => { });
}
