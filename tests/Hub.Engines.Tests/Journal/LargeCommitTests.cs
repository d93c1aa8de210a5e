using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>While a large commit is being stored the next is prepared on top of it.</summary>
public sealed class LargeCommitTests : IAsyncLifetime
{
    private const int Large = 400;
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private static readonly Retention Keep = new() { HistoryCount = 10_000, HistoryAge = null, TombstoneAge = TimeSpan.Zero };
    private readonly JournalHarness harness = new() { SegmentBytes = 1 << 20 };
    private readonly SemaphoreSlim permits = new(0);
    private readonly List<string> texts = [];

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync()
    {
        harness.Files.FailSyncs = false;
        harness.Files.SyncPermits = null;
        permits.Release(1_000);
        await harness.DisposeAsync();
        permits.Dispose();
    }

    [Fact]
    public async Task Append_PreparedWhileAnotherIsStored_FollowsIt()
    {
        var (first, second) = await BeginTwoAsync();

        permits.Release(1_000);
        var positions = (await Task.WhenAll([.. first, .. second])).Select(result => result.Drafts[0].Position.Offset);

        Assert.Equal(Enumerable.Range(2, 2 * Large).Select(offset => (long)offset), positions);
        Assert.Equal(texts, await TextsAsync());
        harness.Files.SyncPermits = null;
        await harness.RestartAsync();
        Assert.Equal(texts, await TextsAsync());
    }

    [Fact]
    public async Task Append_PreparedWhileAnotherIsStored_IsCheckedAgainstIt()
    {
        var first = await BeginOneAsync(new Draft { Type = "text", Data = Text("keyed"), Key = "k", IdempotencyKey = "once" });
        var repeat = AppendAsync(new Draft { Type = "text", Data = Text("again"), IdempotencyKey = "once" });
        var wrongKey = AppendAsync(new Draft { Type = "text", Data = Text("wrong"), Key = "k", ExpectedKeyOffset = 0 });
        var rightKey = AppendAsync(new Draft { Type = "text", Data = Text("right"), Key = "k", ExpectedKeyOffset = Large + 2 });
        var wrongHead = AppendAsync(new Draft { Type = "text", Data = Text("wrong") }, expectedOffset: 1);
        var rightHead = AppendAsync(new Draft { Type = "text", Data = Text("right") }, expectedOffset: Large + 3);
        var rest = Many("more");
        await UntilPreparedAsync();

        permits.Release(1_000);

        Assert.Equal(Large + 2, (await first[^1]).Drafts[0].Position.Offset);
        Assert.Equal(new Appended((await first[^1]).Drafts[0].Position, Duplicate: true), (await repeat).Drafts[0]);
        Assert.Equal(AppendOutcome.Conflict, (await wrongKey).Outcome);
        Assert.Equal(Large + 3, (await rightKey).Drafts[0].Position.Offset);
        Assert.Equal(AppendOutcome.Conflict, (await wrongHead).Outcome);
        Assert.Equal(Large + 4, (await rightHead).Drafts[0].Position.Offset);
        Assert.Equal(Large + 5, (await rest[0]).Drafts[0].Position.Offset);
    }

    [Fact]
    public async Task Sync_ThatFailed_RefusesWhatWasPreparedOnTopOfIt()
    {
        var (first, second) = await BeginTwoAsync();
        harness.Files.FailSyncs = true;

        permits.Release(1_000);

        foreach (var refused in first.Concat(second))
            await Assert.ThrowsAsync<EngineUnavailableException>(() => refused);
        Assert.Equal(texts[..1], await TextsAsync());
        harness.Files.FailSyncs = false;
        harness.Files.SyncPermits = null;
        await harness.RestartAsync();
        Assert.Equal(texts[..1], await TextsAsync());
        Assert.Equal(2, (await AppendAsync(Draft("next"))).Drafts[0].Position.Offset);
    }

    [Fact]
    public async Task Disk_ThatIsFull_RefusesWhatWasPreparedOnTopAndGoesOnWhenThereIsRoom()
    {
        var blocking = await BlockAsync();
        var first = Many("first");
        harness.Files.FullAfter = 0.5;
        permits.Release(1_000);
        await blocking;
        var second = Many("second");

        foreach (var refused in first.Concat(second))
            await Assert.ThrowsAsync<EngineUnavailableException>(() => refused);
        Assert.Equal(texts[..1], await TextsAsync());
        harness.Files.FullAfter = null;
        Assert.Equal(2, (await AppendAsync(Draft("next"))).Drafts[0].Position.Offset);
        harness.Files.SyncPermits = null;
        await harness.RestartAsync();
        Assert.Equal([texts[0], "next"], await TextsAsync());
        Assert.Null(harness.Engine.Health.Reason);
    }

    [Fact]
    public async Task Disk_ThatDoesNotAnswer_RefusesAllInBoundedTimeAndTakesBackWhatItRefused()
    {
        var (first, second) = await BeginTwoAsync();

        await TestTimeout.Until(() =>
        {
            harness.Time.Advance(TimeSpan.FromSeconds(6));
            return first.Concat(second).All(task => task.IsCompleted);
        });

        foreach (var refused in first.Concat(second))
            await Assert.ThrowsAsync<EngineUnavailableException>(() => refused);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync(Draft("refused at once")));
        Assert.Equal(texts[..1], await TextsAsync());
        permits.Release(1_000);
        await TestTimeout.Until(() => harness.Engine.Health.Ready);
        Assert.Equal(2, (await AppendAsync(Draft("next"))).Drafts[0].Position.Offset);
        harness.Files.SyncPermits = null;
        await harness.RestartAsync();
        Assert.Equal([texts[0], "next"], await TextsAsync());
    }

    [Fact]
    public async Task Stop_WhileALargeCommitIsStored_StoresWhatWaits()
    {
        var (first, second) = await BeginTwoAsync();
        var restart = harness.RestartAsync();
        harness.Files.SyncPermits = null;
        permits.Release(1_000);

        await restart;
        await Task.WhenAll([.. first, .. second]);

        Assert.Equal(texts, await TextsAsync());
    }

    // One that is being stored and one that was prepared meanwhile.
    private async Task<(List<Task<AppendResult>> First, List<Task<AppendResult>> Second)> BeginTwoAsync()
    {
        var first = await BeginOneAsync();
        var second = Many("second");
        await UntilPreparedAsync();
        return (first, second);
    }

    private async Task<List<Task<AppendResult>>> BeginOneAsync(params Draft[] last)
    {
        var blocking = await BlockAsync();
        var first = Many("first");
        first.AddRange(last.Select(draft => AppendAsync(draft)));
        permits.Release(1);
        await blocking;
        await TestTimeout.Until(() => harness.Files.WaitingSyncs == 1);
        return first;
    }

    // Those that come meanwhile will all be in one commit.
    private async Task<Task> BlockAsync()
    {
        harness.Files.SyncPermits = permits;
        texts.Add("blocks");
        var blocking = AppendAsync(Draft("blocks"));
        await TestTimeout.Until(() => harness.Files.WaitingSyncs == 1);
        return blocking;
    }

    // The last few may wait: the writer doesn't get up for each.
    private Task UntilPreparedAsync() => TestTimeout.Until(() => harness.Journal.WaitingAppends < 100);

    private List<Task<AppendResult>> Many(string name)
    {
        var names = Enumerable.Range(0, Large).Select(i => $"{name} {i}").ToList();
        texts.AddRange(names);
        return [.. names.Select(text => AppendAsync(Draft(text)))];
    }

    private Task<AppendResult> AppendAsync(Draft draft, long? expectedOffset = null) => harness.Engine.AppendAsync(
        new Append { Channel = Room, Drafts = [draft], Retention = Keep, ExpectedOffset = expectedOffset }, CancellationToken.None).AsTask();

    private static Draft Draft(string text) => new() { Type = "text", Data = Text(text) };

    private static Payload Text(string text) => Payload.FromJson($"\"{text}\"");

    private async Task<List<string>> TextsAsync()
    {
        var page = await harness.Engine.ReadLogAsync(Room, new LogQuery { After = 0, Limit = 10_000 }, CancellationToken.None);
        return [.. page.Publications.Select(publication => System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span).Trim('"'))];
    }
}
