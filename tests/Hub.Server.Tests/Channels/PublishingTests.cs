using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Tests.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels;

public sealed class PublishingTests : IDisposable
{
    private readonly ChannelHarness harness = new(limits: new LimitOptions { NewChannelsPerSecond = 1 });
    private readonly Publishing publishing;

    public PublishingTests() => publishing = new Publishing(
        harness.Namespaces, new ChannelAccess(new NamespaceAuthorizer(harness.Namespaces, [])), harness.ChannelAppender, harness.Engine, harness.Limits);

    public void Dispose() => harness.Dispose();

    [Fact]
    public async Task Publish_NewChannelsBeyondTheirRate_IsRefusedUntilThereIsRoom()
    {
        var ada = ConnectionOf("ada");
        Assert.Null((await PublishAsync(ada, "topic:first")).Refusal);

        // However often it is tried.
        for (var i = 0; i < 3; i++)
            Assert.Equal(ErrorCode.RateLimited, (await PublishAsync(ada, "topic:second")).Refusal!.Code);
        Assert.Null((await PublishAsync(ada, "topic:first")).Refusal);
        harness.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null((await PublishAsync(ada, "topic:second")).Refusal);
    }

    [Fact]
    public async Task Publish_KeyThatAnotherUserUsed_IsAPublicationOfItsOwn()
    {
        await PublishAsync(ConnectionOf("ada"), "topic:x", "k");

        var ofBob = await PublishAsync(ConnectionOf("bob"), "topic:x", "k");
        var again = await PublishAsync(ConnectionOf("bob"), "topic:x", "k");

        Assert.Equal((2L, false), (ofBob.Value.Position.Offset, ofBob.Value.Duplicate));
        Assert.Equal((2L, true), (again.Value.Position.Offset, again.Value.Duplicate));
    }

    private ChannelConnection ConnectionOf(string userId) =>
        new(new ChannelCaller("c-" + userId, userId, userId), new Outbox(new RecordingWriter(), new OutboxLimits()), new ConnectionLimits(harness.Limits, harness.Time));

    private async Task<Outcome<PublishResult>> PublishAsync(ChannelConnection connection, string channel, string? key = null) =>
        await publishing.PublishAsync(connection, new PublishRequest { Channel = channel, Type = "t", Data = Payload.FromJson("1"), IdempotencyKey = key }, default);
}
