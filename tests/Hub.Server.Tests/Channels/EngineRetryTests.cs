using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels;

public sealed class EngineRetryTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Run_EngineComesBack_ActsAgainAfterASecond()
    {
        var (calls, failures) = (0, 0);

        var done = EngineRetry.RunAsync(_ => ++calls < 3 ? throw new EngineUnavailableException("away") : ValueTask.CompletedTask, time, default, _ => failures++);
        Assert.Equal(1, calls);
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(1, calls);
        await TestTimeout.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return done.IsCompleted;
        });

        Assert.True(await done);
        Assert.Equal((3, 2), (calls, failures));
    }

    [Fact]
    public async Task Run_EndedWhileItWaits_ReturnsFalseAtOnce()
    {
        using var end = new CancellationTokenSource();
        var done = EngineRetry.RunAsync(_ => throw new EngineUnavailableException("away"), time, end.Token);

        await end.CancelAsync();

        Assert.False(await done.Within());
    }

    [Fact]
    public async Task Run_AnythingElseFails_IsThrown() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => EngineRetry.RunAsync(_ => throw new InvalidDataException("x"), time, default).Within());
}
