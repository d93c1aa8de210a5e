using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels;

public class ChannelGrantTests
{
    [Theory]
    [InlineData("*", "sys:rooms/ada", false)]
    [InlineData("sys:*", "sys:rooms/ada", false)]
    [InlineData("sys:chat/*", "sys:chat/private", false)]
    [InlineData("sys:chat/private*", "sys:chat/private", false)]
    [InlineData("s*", "sys:cursors/ada", false)]
    [InlineData("sys:chat/private", "sys:chat/private", true)]
    [InlineData("*", "topic:x", true)]
    [InlineData("s*", "system:x", true)]
    public void Gives_ChannelOfTheServersOwn_NoPatternReachesIt(string granted, string channel, bool gives) =>
        Assert.Equal(gives, new ChannelGrant(granted, ChannelRights.Subscribe | ChannelRights.History).Gives(ChannelRights.History, ChannelName.Parse(channel)));

    [Theory]
    [InlineData("feed:market.*", "feed:market.eu", true)]
    [InlineData("feed:market.*", "feed:market.", true)]
    [InlineData("feed:market.*", "feed:market", false)]
    [InlineData("feed:market.*", "feed:Market.eu", false)]
    [InlineData("feed:market.*", "topic:market.eu", false)]
    [InlineData("*", "doc:anything", true)]
    [InlineData("feed:*", "feedx:a", false)]
    [InlineData("topic:a", "topic:a", true)]
    [InlineData("topic:a", "topic:ab", false)]
    [InlineData("topic:a*b", "topic:a*b", true)]
    [InlineData("topic:a*b", "topic:axb", false)]
    [InlineData("topic:?", "topic:a", false)]
    public void Gives_Channel_MatchesToTheEnd(string pattern, string channel, bool covered) =>
        Assert.Equal(covered, new ChannelGrant(pattern, ChannelRights.Publish).Gives(ChannelRights.Publish, ChannelName.Parse(channel)));

    [Fact]
    public void Gives_OtherRights_IsFalse()
    {
        var grant = new ChannelGrant("*", ChannelRights.Subscribe | ChannelRights.History);
        var channel = ChannelName.Parse("topic:a");

        Assert.True(grant.Gives(ChannelRights.Subscribe, channel));
        Assert.False(grant.Gives(ChannelRights.Publish, channel));
        Assert.False(grant.Gives(ChannelRights.Subscribe | ChannelRights.Publish, channel));
    }
}
