using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Subscriptions;

public sealed class DeliveryReaderTests
{
    private readonly DeliveryBuffer buffer = new(10, 1_000);
    private readonly List<string> handled = [];
    private int drained;

    [Fact]
    public async Task RunAsync_PublicationsAndAReset_AreHandledInOrder()
    {
        using var reader = Create(new SubscriptionOptions
        {
            OnPublication = (publication, _) => Note($"{publication.Offset}"),
            OnReset = (reset, _) => Note($"{reset.Reason}"),
        });
        Deliver(1);
        buffer.Deliver(new Reset(ChannelName.Parse("topic:a"), new Position("e", 4), null, GapReason.Retention));
        Deliver(5);
        buffer.Complete(null);
        await reader.RunAsync().Within();
        Assert.Equal(["1", "Retention", "5"], handled);
        Assert.Equal(1, drained);
    }

    [Fact]
    public async Task RunAsync_HandlerThrows_TheNextPublicationIsHandled()
    {
        using var reader = Create(new SubscriptionOptions
        {
            OnPublication = (publication, _) => publication.Offset == 1 ? throw new InvalidOperationException() : Note($"{publication.Offset}"),
        });
        Deliver(1);
        Deliver(2);
        buffer.Complete(null);
        await reader.RunAsync().Within();
        Assert.Equal(["2"], handled);
    }

    [Fact]
    public async Task ReadAsync_SecondReaderAtTheSameTime_IsRefused()
    {
        using var reader = Create(new SubscriptionOptions());
        Deliver(1);
        await using var first = reader.ReadAsync(CancellationToken.None);
        Assert.True(await first.MoveNextAsync());
        await using var second = reader.ReadAsync(CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await second.MoveNextAsync());
    }

    [Fact]
    public async Task ReadAsync_BufferEndedWithAnError_GivesWhatWaitsAndThrowsIt()
    {
        using var reader = Create(new SubscriptionOptions());
        Deliver(1);
        buffer.Complete(new SubscriptionEndedException("gone"));
        await using var reading = reader.ReadAsync(CancellationToken.None);
        Assert.True(await reading.MoveNextAsync());
        await Assert.ThrowsAsync<SubscriptionEndedException>(async () => await reading.MoveNextAsync());
    }

    private DeliveryReader Create(SubscriptionOptions options) => new(buffer, options, () => drained++, NullLogger.Instance);

    private void Deliver(long offset) => Assert.True(buffer.TryDeliver(HubScript.Numbered("topic:a", offset), ChannelMode.Log));

    private ValueTask Note(string what)
    {
        handled.Add(what);
        return ValueTask.CompletedTask;
    }
}
