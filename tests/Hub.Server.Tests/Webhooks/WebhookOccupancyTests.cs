using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Server.Webhooks;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Webhooks;

public sealed class WebhookOccupancyTests : HubTest
{
    private static readonly ChannelName Channel = ChannelName.Parse("topic:a");
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task NewsOf_FirstAndLastSubscriber_AreTold()
    {
        var occupancy = await NewAsync();

        Assert.True(occupancy.Add(Channel));
        Assert.False(occupancy.Add(Channel));
        Assert.Equal((true, TimeSpan.Zero), occupancy.NewsOf(Channel));
        await occupancy.TellAsync(Channel, true, default);
        Assert.Null(occupancy.NewsOf(Channel));
        Assert.False(occupancy.Remove(Channel));
        Assert.True(occupancy.Remove(Channel));
        Assert.Equal((false, Delay), occupancy.NewsOf(Channel));
        Time.Advance(Delay);
        Assert.Equal((false, TimeSpan.Zero), occupancy.NewsOf(Channel));
        await occupancy.TellAsync(Channel, false, default);
        Assert.Null(occupancy.NewsOf(Channel));
    }

    [Fact]
    public async Task NewsOf_AReload_IsNone()
    {
        var occupancy = await NewAsync();
        occupancy.Add(Channel);
        await occupancy.TellAsync(Channel, true, default);

        for (var reloads = 0; reloads < 5; reloads++)
        {
            occupancy.Remove(Channel);
            Time.Advance(Delay - TimeSpan.FromSeconds(1));
            Assert.NotEqual((false, TimeSpan.Zero), occupancy.NewsOf(Channel));
            occupancy.Add(Channel);
            Assert.Null(occupancy.NewsOf(Channel));
        }

        occupancy.Remove(Channel);
        Assert.Equal((false, Delay), occupancy.NewsOf(Channel));
    }

    [Fact]
    public async Task NewsOf_AVisitThatNobodyWasToldOf_IsNone()
    {
        var occupancy = await NewAsync();
        occupancy.Add(Channel);
        occupancy.Remove(Channel);

        Assert.Null(occupancy.NewsOf(Channel));
        Assert.Empty(occupancy.Different);
    }

    [Fact]
    public async Task NewsOf_AnEndThatIsCountedBeforeItsBeginning_EvensOut()
    {
        var occupancy = await NewAsync();
        occupancy.Remove(Channel);
        Assert.Null(occupancy.NewsOf(Channel));
        occupancy.Add(Channel);

        Assert.Null(occupancy.NewsOf(Channel));
    }

    [Fact]
    public async Task Load_AfterARestart_TellsOfThoseWhoDidNotReturnWithinTheDelay()
    {
        var before = await NewAsync();
        foreach (var channel in new[] { Channel, ChannelName.Parse("topic:b") })
        {
            before.Add(channel);
            await before.TellAsync(channel, true, default);
        }

        var after = await NewAsync();
        after.Add(Channel);

        Assert.Equal(["topic:b"], after.Different.Select(channel => channel.Value));
        Assert.Equal((false, Delay), after.NewsOf(ChannelName.Parse("topic:b")));
        Time.Advance(Delay);
        Assert.Null(after.NewsOf(Channel));
        Assert.Equal((false, TimeSpan.Zero), after.NewsOf(ChannelName.Parse("topic:b")));
    }

    private async Task<WebhookOccupancy> NewAsync()
    {
        var occupancy = new WebhookOccupancy(Get<IModuleChannels>(), "test", Delay, Time);
        await occupancy.LoadAsync(default);
        return occupancy;
    }
}
