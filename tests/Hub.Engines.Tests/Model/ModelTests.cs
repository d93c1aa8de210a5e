using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Engines.Tests.Journal;
using RealtimeHub.Engines.Tests.Memory;
using RealtimeHub.Engines.Tests.Redis;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.Engines.Tests.Model;

/// <summary>Long random runs of an engine beside the model; every answer must be the same. A failure names its seed and step.</summary>
public class ModelTests(ITestOutputHelper output)
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("RTHUB_LONG") == "1";

    [Fact]
    public async Task Memory_UnderARandomRun_AnswersLikeTheModel()
    {
        for (var seed = 1; seed <= (Long ? 500 : 40); seed++)
        {
            await using var harness = new MemoryHarness();
            await new ModelRun(harness, seed, restarts: false).RunAsync(steps: 300);
        }

        output.WriteLine($"proof: {(Long ? 500 : 40)} random runs of the memory engine beside the model");
    }

    [Fact]
    public async Task Journal_UnderARandomRunWithRestartsAndRewriting_AnswersLikeTheModel()
    {
        for (var seed = 1; seed <= (Long ? 500 : 25); seed++)
        {
            await using var harness = new JournalHarness { SegmentBytes = 4 << 10, SkipSyncs = true };
            await new ModelRun(harness, seed, restarts: true).RunAsync(steps: 300);
        }

        output.WriteLine($"proof: {(Long ? 500 : 25)} random runs of the journal beside the model");
    }

    [Fact]
    public async Task Redis_UnderARandomRunWithRestarts_AnswersLikeTheModel()
    {
        await using var server = await RedisServer.StartAsync();
        for (var seed = 1; seed <= (Long ? 200 : 10); seed++)
        {
            await using var harness = new RedisHarness(server);
            await new ModelRun(harness, seed, restarts: true).RunAsync(steps: 300);
        }

        output.WriteLine($"proof: {(Long ? 200 : 10)} random runs of the Redis engine beside the model");
    }
}

/// <summary>One random run.</summary>
internal sealed class ModelRun(EngineHarness harness, int seed, bool restarts)
{
    private static readonly string[] Keys = ["a", "b", "é", "\uFFFD", "𝄞", "ab"];
    private readonly Random random = new(seed);
    private readonly List<ModelChannel> channels = [];
    private readonly Dictionary<ChannelName, string> epochs = [];
    private int step;

    private long Now => harness.Now.ToUnixTimeMilliseconds();

    public async Task RunAsync(int steps)
    {
        await harness.OpenAsync();
        MakeChannels();
        await ListenAsync();
        for (step = 1; step <= steps; step++)
        {
            try
            {
                await StepAsync();
                await CompareAsync(Pick());
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"seed {seed} step {step}: {e.Message}", e);
            }
        }
    }

    private void MakeChannels()
    {
        for (var i = 0; i < 4; i++)
        {
            channels.Add(new ModelChannel(ChannelName.Of("model", $"{i}"), new Retention
            {
                HistoryCount = random.GetItems([0, 3, 20, 1_000], 1)[0],
                HistoryAge = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(1, 600)),
                TombstoneAge = TimeSpan.FromSeconds(random.Next(0, 300)),
                ShowsPresentValues = random.Next(3) == 0,
            }));
        }
    }

    // An engine may forget what nobody listens to and nothing is left of; the model doesn't.
    private async Task ListenAsync()
    {
        foreach (var channel in channels)
            await harness.Engine.ListenAsync(channel.Name, CancellationToken.None);
    }

    private async Task StepAsync()
    {
        var what = random.Next(100);
        if (what < 70)
            await AppendAsync(Pick());
        else if (what < 76)
            await CompactAsync(Pick());
        else if (what < 90)
            await harness.AdvanceAsync(TimeSpan.FromMilliseconds(random.Next(1, 60_000)));
        else if (restarts && what < 94)
            await RestartAsync();
        else if (restarts && what < 97 && harness is JournalHarness journal)
            await journal.Journal.CleanAsync();
        else if (restarts && harness is JournalHarness other)
            await other.Journal.CheckpointAsync();
    }

    private async Task RestartAsync()
    {
        await harness.RestartAsync();
        await ListenAsync();
        foreach (var channel in channels)
            await CompareAsync(channel);
    }

    private async Task AppendAsync(ModelChannel channel)
    {
        var append = new Append
        {
            Channel = channel.Name,
            Drafts = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Draft(channel))],
            Retention = channel.Retention,
            ExpectedOffset = random.Next(6) == 0 ? channel.Head - random.Next(2) : null,
        };
        var result = await harness.Engine.AppendAsync(append, CancellationToken.None);
        var expected = channel.Append(append, Now);
        Assert.Equal(expected is null, result.Outcome == AppendOutcome.Conflict);
        Assert.Equal(expected ?? [], result.Drafts.Select(draft => (draft.Position.Offset, draft.Duplicate)));
        Assert.Equal(channel.Head, result.Head.Offset);
    }

    private Draft Draft(ModelChannel channel)
    {
        var key = random.Next(3) > 0 ? random.GetItems(Keys, 1)[0] : null;
        return new Draft
        {
            Type = random.Next(2) == 0 ? "one" : "two",
            Data = Payload.FromJson($"\"{step} {new string('x', random.Next(200))}\""),
            Key = key,
            Removed = key is not null && random.Next(4) == 0,
            Publisher = random.Next(2) == 0 ? null : new Publisher($"u{random.Next(3)}", random.Next(2) == 0 ? null : "Name", "c"),
            IdempotencyKey = random.Next(3) == 0 ? UsedOrNew(channel) : null,
            IdempotencyScope = $"s{random.Next(2)}",
            ExpectedKeyOffset = key is not null && random.Next(5) == 0 ? channel.OffsetOf(key) : null,
        };
    }

    private string UsedOrNew(ModelChannel channel)
    {
        var used = channel.UsedKeys.ToArray();
        return used.Length > 0 && random.Next(2) == 0 ? used[random.Next(used.Length)] : $"once-{step}-{random.Next(1_000)}";
    }

    private async Task CompactAsync(ModelChannel channel)
    {
        var page = await harness.Engine.ReadLogAsync(channel.Name, new LogQuery { Limit = 1 }, CancellationToken.None);
        var compaction = new Compaction
        {
            Channel = channel.Name,
            Key = random.GetItems(Keys, 1)[0],
            Type = "merged",
            Data = Payload.FromJson($"\"merged {step}\""),
            UpTo = channel.Head - random.Next(-1, 4),
            Epoch = page.Epoch,
        };
        channel.ReadChanges(0, Now);
        var result = await harness.Engine.CompactAsync(compaction, CancellationToken.None);
        Assert.Equal(channel.Compact(compaction, Now), result);
    }

    private async Task CompareAsync(ModelChannel channel)
    {
        var query = new LogQuery
        {
            After = random.Next(2) == 0 ? random.NextInt64(channel.Head + 2) : null,
            Before = random.Next(3) == 0 ? random.NextInt64(channel.Head + 3) : null,
            Limit = random.Next(1, 30),
            MaxBytes = long.MaxValue,
        };
        var page = await harness.Engine.ReadLogAsync(channel.Name, query, CancellationToken.None);
        var expected = channel.ReadLog(query, Now);
        Assert.Equal(expected.Publications, page.Publications);
        Assert.Equal((channel.Head, expected.First, expected.HasMore), (page.Head, page.FirstOffset, page.HasMore));
        await CompareStateAsync(channel);
        if (channel.Head > 0)
            Assert.Equal(epochs.TryGetValue(channel.Name, out var epoch) ? epoch : epochs[channel.Name] = page.Epoch, page.Epoch);
    }

    private async Task CompareStateAsync(ModelChannel channel)
    {
        var byKey = await harness.Engine.ReadStateAsync(channel.Name, new StateQuery { Limit = 100 }, CancellationToken.None);
        var (entries, forgotten) = channel.ReadAllByKey(Now);
        Assert.Equal(entries, byKey.Entries);
        Assert.Equal(forgotten, byKey.ForgottenUpTo);
        var after = random.NextInt64(channel.Head + 2);
        var changes = await harness.Engine.ReadStateAsync(
            channel.Name, new StateQuery { ChangedAfter = after, Limit = 100 }, CancellationToken.None);
        Assert.Equal(channel.ReadChanges(after, Now),
            changes.Entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Key, StringComparer.Ordinal));
    }

    private ModelChannel Pick() => channels[random.Next(channels.Count)];
}
