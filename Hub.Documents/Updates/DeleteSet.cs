using System.Runtime.InteropServices;

namespace RealtimeHub.Documents;

/// <summary>Which clocks of which clients are deleted. Ranges of a client are in order, and neither overlap nor touch.</summary>
public sealed class DeleteSet
{
    /// <summary>Creates an empty set.</summary>
    public DeleteSet()
    {
    }

    /// <summary>Whether nothing is deleted.</summary>
    public bool IsEmpty => Lists.Count == 0;

    /// <summary>The clients that have deleted ranges, in no order.</summary>
    public IReadOnlyCollection<long> Clients => Lists.Keys;

    internal Dictionary<long, List<ClockRange>> Lists { get; } = [];

    /// <summary>The deleted ranges of a client; empty for an unknown client.</summary>
    public IReadOnlyList<ClockRange> RangesOf(long client) => Lists.TryGetValue(client, out var ranges) ? ranges : [];

    /// <summary>Whether a clock is deleted.</summary>
    public bool Contains(long client, int clock) => Contains(client, new ClockRange(clock, 1));

    /// <summary>Whether all clocks of a range are deleted.</summary>
    public bool Contains(long client, ClockRange range)
    {
        if (range.Length == 0)
            return true;
        if (!Lists.TryGetValue(client, out var ranges))
            return false;

        int low = 0, high = ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var candidate = ranges[middle];
            if (candidate.End <= range.Clock)
                low = middle + 1;
            else if (candidate.Clock > range.Clock)
                high = middle - 1;
            else
                return candidate.End >= range.End;
        }

        return false;
    }

    /// <summary>Whether everything that another set holds is deleted here too.</summary>
    public bool Includes(DeleteSet other)
    {
        foreach (var (client, ranges) in other.Lists)
        {
            foreach (var range in ranges)
            {
                if (!Contains(client, range))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether both hold the same.</summary>
    public bool SetEquals(DeleteSet other) => Includes(other) && other.Includes(this);

    /// <summary>Adds what another set holds.</summary>
    public void UnionWith(DeleteSet other)
    {
        foreach (var (client, ranges) in other.Lists)
            RangesFor(client).AddRange(ranges);
        SortAndMerge();
    }

    /// <summary>The ranges of a client, to be added to; they must be sorted and merged afterwards.</summary>
    internal List<ClockRange> RangesFor(long client)
    {
        ref var ranges = ref CollectionsMarshal.GetValueRefOrAddDefault(Lists, client, out _);
        return ranges ??= [];
    }

    internal void SortAndMerge()
    {
        foreach (var ranges in Lists.Values)
            SortAndMerge(ranges);
    }

    private static void SortAndMerge(List<ClockRange> ranges)
    {
        if (ranges.Count < 2)
            return;
        ranges.Sort(static (a, b) => a.Clock.CompareTo(b.Clock));
        var last = 0;
        for (var i = 1; i < ranges.Count; i++)
        {
            var (left, right) = (ranges[last], ranges[i]);
            if (left.End >= right.Clock)
                ranges[last] = new ClockRange(left.Clock, Math.Max(left.End, right.End) - left.Clock);
            else
                ranges[++last] = right;
        }

        ranges.RemoveRange(last + 1, ranges.Count - last - 1);
    }
}
