namespace RealtimeHub.TestKit.Tests;

public class TestTimeoutTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Within_TaskThatNeverEnds_SaysWhatItWaitedFor()
    {
        var never = new TaskCompletionSource();

        var late = await Assert.ThrowsAsync<TimeoutException>(() => never.Task.Within(Short));

        Assert.Contains("never.Task", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Within_TaskThatFails_GivesItsOwnException()
    {
        var failed = Task.FromException<int>(new TimeoutException("of its own"));

        var e = await Assert.ThrowsAsync<TimeoutException>(() => failed.Within());

        Assert.Equal("of its own", e.Message);
    }

    [Fact]
    public async Task Until_ConditionThatComesTrue_Returns()
    {
        var asked = 0;
        await TestTimeout.Until(() => ++asked == 3);

        Assert.Equal(3, asked);
    }

    [Fact]
    public Task Until_ConditionThatNeverHolds_IsLate() => Assert.ThrowsAsync<TimeoutException>(() => TestTimeout.Until(() => false, Short));
}
