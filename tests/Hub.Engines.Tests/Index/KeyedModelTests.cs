using System.Text;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Index;
using Xunit.Abstractions;

namespace RealtimeHub.Engines.Tests.Index;

/// <summary>Random runs of a channel's index beside the model; every answer must be the same. A failure names its seed and step.</summary>
public class KeyedModelTests(ITestOutputHelper output)
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("RTHUB_LONG") == "1";

    [Theory]
    [InlineData(4)]
    [InlineData(60)]
    [InlineData(1_000)]
    public void ChannelIndex_UnderARandomRun_AnswersLikeTheModel(int keys)
    {
        var runs = Long ? 400 : 12;
        for (var seed = 1; seed <= runs; seed++)
            new KeyedRun(keys, seed).Run(steps: 1_500);
        output.WriteLine($"proof: {runs} random runs of an index of {keys} keys beside the model");
    }
}

/// <summary>One random run.</summary>
internal sealed class KeyedRun
{
    private static readonly string[] Units = ["a", "b", "\u007f", "\u0080", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"];
    private readonly Random random;
    private readonly string[] keys;
    private readonly Retention retention;
    private readonly KeyedModel model = new();
    private readonly ChannelIndex<TestLocation> index = new("epoch");
    private readonly List<long> times = [0];
    private long now = 1_000;
    private int lastPlace;

    public KeyedRun(int keyCount, int seed)
    {
        random = new Random(seed);
        keys = [.. Enumerable.Range(0, keyCount).Select(number => string.Concat(random.GetItems(Units, random.Next(6))) + number).Append("").Append("a")];
        retention = new Retention
        {
            HistoryCount = random.GetItems([0, 5, 100, 10_000], 1)[0],
            HistoryAge = random.Next(2) == 0 ? null : TimeSpan.FromMilliseconds(random.Next(1, 1_000)),
            TombstoneAge = TimeSpan.FromMilliseconds(random.Next(0, 1_000)),
            ShowsPresentValues = random.Next(3) == 0,
        };
        index.Retention = retention;
        Seed = seed;
    }

    private int Seed { get; }

    public void Run(int steps)
    {
        for (var step = 1; step <= steps; step++)
        {
            try
            {
                Step(removes: step / 300 % 2 == 1);
                ComparePart();
                if (step % 50 == 0)
                    CompareAll();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{keys.Length} keys, seed {Seed} step {step}: {e.Message}", e);
            }
        }
    }

    // Times of many removals are when keys go and others get their numbers.
    private void Step(bool removes)
    {
        var what = random.Next(100);
        if (what < 75)
            Add(removes);
        else if (what < 85)
            Pass();
        else if (what < 88)
            Compact();
        else if (what < 91)
            Restore();
        else if (what < 97)
            Move();
        else if (what < 99)
            Lose();
        else if (random.Next(20) == 0)
            Skip();
    }

    private void Add(bool removes)
    {
        var key = random.Next(6) == 0 ? null : Key();
        var removed = key is not null && random.Next(10) < (removes ? 8 : 1);
        var location = NewPlace();
        model.Add(key, location, removed, now);
        index.Add(new Addition<TestLocation>(location, now, key, removed, null));
        times.Add(now);
    }

    private void Pass()
    {
        now += random.Next(100);
        model.Trim(retention, now);
        index.Trim(now);
    }

    private void Compact()
    {
        var (key, upTo) = (Key(), model.Head - random.Next(-1, random.Next(1, 200)));
        var may = upTo >= 1 && upTo <= model.Head && model.LastChangeOf(key) <= upTo;
        Assert.Equal(may, index.MayCompact(key, upTo, "epoch"));
        if (!may)
            return;
        var location = NewPlace();
        if (random.Next(2) == 0)
            index.Compact(key, upTo, location, now);
        else
            index.RestoreCompaction(key, upTo, location, now);
        model.Compact(key, upTo, location, now);
    }

    // What a start reads may be in the log as well, or be older than what is known.
    private void Restore()
    {
        if (model.Head == 0)
            return;
        var (key, offset) = (Key(), 1 + random.NextInt64(model.Head));
        if (model.Keys.Values.Any(value => value.Offset == offset))
            return;
        var removed = random.Next(4) == 0;
        var location = model.Log.TryGetValue(offset, out var entry) && random.Next(2) == 0 ? entry.Location : NewPlace();
        model.Restore(key, offset, location, removed, times[(int)offset]);
        index.RestoreKey(key, offset, location, removed, times[(int)offset]);
    }

    private void Move()
    {
        var (offset, key, from) = (model.Head, (string?)null, NewPlace());
        if (random.Next(2) == 0 && model.Keys.Count > 0)
        {
            var value = model.Keys.Values.ElementAt(random.Next(model.Keys.Count));
            (offset, key, from) = (value.Offset, value.Key, value.Location);
        }
        else if (model.Log.Count > 0)
        {
            offset = model.FirstOffset + random.NextInt64(model.Log.Count);
            from = model.Log[offset].Location;
            key = model.Keys.Values.FirstOrDefault(value => value.Offset == offset)?.Key;
        }

        if (from == TestLocation.Lost)
            return;
        Assert.Equal(IsLive(offset, key, from), index.IsLive(offset, key, from));
        var to = NewPlace();
        model.Move(offset, key, from, to);
        index.Move(offset, key, from, to);
        Assert.False(index.Holds(from));
    }

    private bool IsLive(long offset, string? key, TestLocation location) =>
        (model.Log.TryGetValue(offset, out var entry) && entry.Location == location)
        || (key is not null && model.Keys.TryGetValue(key, out var value) && value.Location == location);

    private void Lose()
    {
        var places = model.Keys.Values.Select(value => value.Location).Concat(model.Log.Values.Select(entry => entry.Location))
            .Where(location => location != TestLocation.Lost).ToList();
        if (places.Count == 0)
            return;
        var location = places[random.Next(places.Count)];
        Assert.True(index.Holds(location));
        model.Lose(location);
        index.Lose(location, TestLocation.Lost);
        Assert.False(index.Holds(location));
    }

    private void Skip()
    {
        var first = model.Head + random.Next(-20, 5);
        model.SkipTo(first);
        index.SkipTo(first);
        while (times.Count <= model.Head)
            times.Add(now);
    }

    private void ComparePart()
    {
        Assert.Equal((model.Head, model.FirstOffset, model.ForgottenUpTo), (index.Head, index.FirstOffset, index.ForgottenUpTo));
        Assert.Equal(model.Keys.Count, index.KeyCount);
        var key = Key();
        var value = model.Keys.GetValueOrDefault(key);
        Assert.Equal(value is { Removed: false } ? value.Offset : 0, index.OffsetOfKey(key));
        Assert.Equal(value, index.FindKey(key) is { } found ? Value(found) : null);
        CompareRead(new StateQuery
        {
            Keys = random.Next(4) == 0 ? random.GetItems(keys, random.Next(10)) : null,
            Prefix = random.Next(3) == 0 ? random.GetItems(Units, 1)[0] : null,
            AfterKey = random.Next(3) == 0 ? Key() : null,
            ChangedAfter = random.Next(2) == 0 ? random.NextInt64(model.Head + 2) : null,
            Limit = random.Next(1, 20),
        });
    }

    private void CompareAll()
    {
        CompareRead(new StateQuery { Limit = int.MaxValue });
        CompareRead(new StateQuery { ChangedAfter = 0, Limit = int.MaxValue });
        Assert.Equal(model.Log.Values, index.LogEntries().Select(entry => (entry.Location, entry.Time)));
        Assert.Equal(model.Keys.Values.Order(ByOffset.Instance), index.KeyEntries().Select(Value).Order(ByOffset.Instance));
        Assert.Equal(index.KeyEntries().Select(entry => entry.Offset).Order(), index.KeyEntries().Select(entry => entry.Offset));
    }

    private void CompareRead(StateQuery query)
    {
        var found = new List<KeyEntry<TestLocation>>();
        var hasMore = index.ReadState(query, found);
        var expected = model.Read(query);
        var values = found.ConvertAll(Value);
        // Keys of one offset, which a compaction makes, are in no order.
        if (query.ChangedAfter is not null)
        {
            Assert.Equal(values.Select(value => value.Offset).Order(), values.Select(value => value.Offset));
            values.Sort(ByOffset.Instance);
        }

        Assert.Equal(expected.Found, values);
        Assert.Equal(expected.HasMore, hasMore);
    }

    private static KeyedModel.Value Value(KeyEntry<TestLocation> entry) =>
        new(Encoding.UTF8.GetString(entry.Key.Span), entry.Offset, entry.Location, entry.Removed, entry.Time);

    private string Key() => keys[random.Next(keys.Length)];

    private TestLocation NewPlace() => new(++lastPlace);

    private sealed class ByOffset : IComparer<KeyedModel.Value>
    {
        public static ByOffset Instance { get; } = new();

        public int Compare(KeyedModel.Value? x, KeyedModel.Value? y) => x!.Offset != y!.Offset
            ? x.Offset.CompareTo(y.Offset)
            : string.CompareOrdinal(KeyedModel.Bytes(x.Key), KeyedModel.Bytes(y.Key));
    }
}
