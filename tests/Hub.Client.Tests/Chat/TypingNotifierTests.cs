using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Chat;
using RealtimeHub.Client.Publishing;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Chat;

public sealed class TypingNotifierTests
{
    private readonly FakeTimeProvider time = new();
    private readonly List<(double Second, bool Typing)> sent = [];
    private readonly long start;
    private readonly SendSpacing spacing;

    public TypingNotifierTests()
    {
        start = time.GetTimestamp();
        spacing = new SendSpacing(TimeSpan.FromSeconds(1), time);
    }

    [Fact]
    public async Task SetAsync_KeyAfterKey_SendsEveryThreeSeconds()
    {
        var notifier = Create();
        for (var i = 0; i < 70; i++)
        {
            await notifier.SetAsync(true, default);
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal([(0, true), (3, true), (6, true)], sent);
    }

    [Fact]
    public async Task SetAsync_KeyAndEnterEvery650Milliseconds_SendsLessThanTheServersTwoASecond()
    {
        var notifier = Create();
        for (var i = 0; i < 15; i++)
        {
            _ = notifier.SetAsync(true, default);
            _ = notifier.SetAsync(false, default);
            notifier.Posted();
            time.Advance(TimeSpan.FromMilliseconds(650));
        }

        await notifier.SetAsync(false, default);
        Assert.NotEmpty(sent);
        Assert.All(sent.Zip(sent.Skip(1)), pair => Assert.True(pair.Second.Second - pair.First.Second >= 1, $"{pair}"));
    }

    [Fact]
    public async Task SetAsync_EndOfTyping_IsSentAsSoonAsTheSpacingAllows()
    {
        var notifier = Create();
        await notifier.SetAsync(true, default);
        var ending = notifier.SetAsync(false, default);
        Assert.False(ending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await ending.Within();
        Assert.Equal([(0, true), (1, false)], sent);
    }

    [Fact]
    public async Task SetAsync_NotTypingAndNeverWas_SendsNothing()
    {
        var notifier = Create();
        await notifier.SetAsync(false, default);
        await notifier.SetAsync(true, default);
        time.Advance(TimeSpan.FromSeconds(6));
        // The room has forgotten by itself.
        await notifier.SetAsync(false, default);
        Assert.Equal([(0, true)], sent);
    }

    [Fact]
    public async Task SetAsync_TwoRooms_ShareTheSpacing()
    {
        var (one, other) = (Create(), Create());
        await one.SetAsync(true, default);
        var waiting = other.SetAsync(true, default);
        Assert.Single(sent);
        time.Advance(TimeSpan.FromSeconds(1));
        await waiting.Within();
        Assert.Equal([(0, true), (1, true)], sent);
    }

    [Fact]
    public async Task SetAsync_Refused_IsThrownAndHeldOffForAsLongAsAsked()
    {
        var notifier = new TypingNotifier((_, _) => Task.FromException(new HubCallException(ErrorCode.RateLimited, "too often", TimeSpan.FromSeconds(20))), spacing, time);
        await Assert.ThrowsAsync<HubCallException>(() => notifier.SetAsync(true, default));
        Assert.False(spacing.TryTake(out var wait));
        Assert.Equal(TimeSpan.FromSeconds(20), wait);
    }

    private TypingNotifier Create() => new(
        (typing, _) =>
        {
            sent.Add((time.GetElapsedTime(start).TotalSeconds, typing));
            return Task.CompletedTask;
        },
        spacing,
        time);
}
