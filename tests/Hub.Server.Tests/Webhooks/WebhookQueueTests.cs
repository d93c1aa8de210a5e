using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Webhooks;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Webhooks;

public sealed class WebhookQueueTests
{
    private static readonly ChannelName A = ChannelName.Parse("chat:a");
    private static readonly ChannelName B = ChannelName.Parse("chat:b");
    private readonly FakeTimeProvider time = new();
    private readonly WebhookQueue queue;

    public WebhookQueueTests() => queue = new WebhookQueue(10, time);

    [Fact]
    public async Task Take_Channels_ComeAtTheirTimes()
    {
        queue.Add(A, TimeSpan.FromSeconds(5));
        queue.Add(B, TimeSpan.Zero);

        Assert.Equal(B, await TakeAsync());
        var next = TakeAsync();
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(A, await next);
    }

    [Fact]
    public async Task Add_ASoonerTime_CountsAndALaterOneDoesNot()
    {
        queue.Add(A, TimeSpan.FromSeconds(5));
        queue.Add(A, TimeSpan.FromSeconds(1));
        queue.Add(A, TimeSpan.FromSeconds(9));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(A, await TakeAsync());
        queue.Done(A, null);
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(TakeAsync().IsCompleted);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task Add_AChannelThatIsGivenOut_ComesAgainWhenItIsDone()
    {
        queue.Add(A, TimeSpan.Zero);
        await TakeAsync();
        queue.Add(A, TimeSpan.Zero);
        queue.Add(B, TimeSpan.Zero);

        Assert.Equal(B, await TakeAsync());
        queue.Done(A, null);
        Assert.Equal(A, await TakeAsync());
    }

    [Fact]
    public async Task Add_AChannelThatWaitsForAnotherTry_DoesNotBringItForward()
    {
        queue.Add(A, TimeSpan.Zero);
        await TakeAsync();
        queue.Add(A, TimeSpan.Zero);
        queue.Done(A, TimeSpan.FromMinutes(1));
        queue.Add(A, TimeSpan.Zero);
        var next = TakeAsync();

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(A, await next);
    }

    [Fact]
    public async Task Add_MoreThanThereIsRoomFor_IsRefusedAndToldOnceWhenHalfIsFree()
    {
        for (var n = 0; n < 12; n++)
            queue.Add(ChannelName.Parse("chat:" + n), TimeSpan.Zero);

        Assert.Equal(10, queue.Count);
        for (var n = 0; n < 5; n++)
        {
            Assert.False(queue.TakeRefused());
            queue.Done(await TakeAsync(), null);
        }

        Assert.True(queue.TakeRefused());
        Assert.False(queue.TakeRefused());
    }

    [Fact]
    public async Task Take_ThatIsCancelled_EndsAtOnce()
    {
        using var end = new CancellationTokenSource();
        var next = queue.TakeAsync(end.Token);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.Within());
    }

    private Task<ChannelName> TakeAsync() => queue.TakeAsync(default).Within();
}
