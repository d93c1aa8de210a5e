using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Microbench.Journal;

/// <summary>What the index of one channel costs in time, without files and locks around it.</summary>
internal static class IndexTimes
{
    private const int Many = 100_000;
    private static readonly string[] Keys = [.. Enumerable.Range(0, Many).Select(IndexMemory.Key)];

    public static string Run(int rounds)
    {
        var measured = new Rounds(
        [
            new("publication without a key", "log of 1,000", Publishing(history: 1_000)),
            new("new key", "up to 100,000 keys", AddingKeys),
            new("present key, 100 keys", "log of 1,000", Setting(keys: 100, history: 1_000)),
            new("present key, 100 keys", "no log", Setting(keys: 100, history: 0)),
            new("present key, 100,000 keys", "log of 10,000", Setting(keys: Many, history: 10_000)),
            new("present key, 100,000 keys", "no log", Setting(keys: Many, history: 0)),
            new("key added, removed and forgotten", "beside 10,000 others", Passing()),
            new("look up", "one of 100 keys", Finding(100)),
            new("look up", "one of 100,000 keys", Finding(Many)),
            new("page of 100 of 100,000 keys", "by key", Reading(static at => new StateQuery { AfterKey = Keys[at], Limit = 100 })),
            new("page of 100 of 100,000 keys", "by change", Reading(static at => new StateQuery { ChangedAfter = at, Limit = 100 })),
        ], rounds);
        measured.Run();
        return measured.Table();
    }

    private static Action<int> Publishing(int history)
    {
        var index = Index(history);
        return count =>
        {
            for (var i = 0; i < count; i++)
                Set(index, null);
        };
    }

    private static void AddingKeys(int count)
    {
        while (count > 0)
        {
            var index = Index(Many);
            foreach (var key in Keys.AsSpan(0, Math.Min(count, Many)))
                Set(index, key);
            count -= Many;
        }
    }

    private static Action<int> Setting(int keys, int history)
    {
        var index = Filled(keys, history);
        var random = new Random(1);
        return count =>
        {
            for (var i = 0; i < count; i++)
                Set(index, Keys[random.Next(keys)]);
        };
    }

    private static Action<int> Passing()
    {
        var index = Filled(10_000, 1_000);
        var next = 10_000;
        return count =>
        {
            for (var i = 0; i < count; i++)
            {
                next = next == Many - 1 ? 10_000 : next + 1;
                Set(index, Keys[next]);
                Set(index, Keys[next], removed: true);
            }
        };
    }

    private static Action<int> Finding(int keys)
    {
        var index = Filled(keys, 1_000);
        var random = new Random(2);
        return count =>
        {
            for (var i = 0; i < count; i++)
                index.FindKey(Keys[random.Next(keys)]);
        };
    }

    private static Action<int> Reading(Func<int, StateQuery> query)
    {
        var index = Filled(Many, 1_000);
        var random = new Random(3);
        var found = new List<KeyEntry<RecordLocation>>();
        return count =>
        {
            for (var i = 0; i < count; i++)
            {
                found.Clear();
                index.ReadState(query(random.Next(Many - 100)), found);
            }
        };
    }

    private static ChannelIndex<RecordLocation> Filled(int keys, int history)
    {
        var index = Index(history);
        for (var i = 0; i < keys; i++)
            Set(index, Keys[i]);
        return index;
    }

    private static ChannelIndex<RecordLocation> Index(int history) => new("epoch")
    {
        Retention = new Retention { HistoryCount = history, HistoryAge = null, TombstoneAge = TimeSpan.Zero },
    };

    // As an append does it.
    private static void Set(ChannelIndex<RecordLocation> index, string? key, bool removed = false)
    {
        var time = index.Head / 1_000;
        index.Add(new Addition<RecordLocation>(new RecordLocation(1, (int)index.Head, 200, 128), time, key, removed, null));
        index.Trim(time);
    }
}
