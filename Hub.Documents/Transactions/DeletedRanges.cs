using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>What a transaction deletes: collected as it comes, then sorted and joined once.</summary>
internal sealed class DeletedRanges
{
    private readonly List<DeletedRange> ranges = [];
    private bool sorted = true;

    public bool IsEmpty => ranges.Count == 0;

    /// <summary>The ranges by client and clock; they neither overlap nor touch.</summary>
    public List<DeletedRange> Sorted
    {
        get
        {
            if (!sorted)
                Sort();
            return ranges;
        }
    }

    public void Add(ClientBlocks client, int clock, int length)
    {
        sorted = ranges.Count == 0;
        ranges.Add(new DeletedRange(client, clock, length));
    }

    public bool Contains(ClientBlocks client, int clock)
    {
        var all = Sorted;
        int low = 0, high = all.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var range = all[middle];
            var order = range.Client.Client.CompareTo(client.Client);
            if (order == 0)
                order = range.Clock > clock ? 1 : range.End <= clock ? -1 : 0;
            if (order == 0)
                return true;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return false;
    }

    public DeleteSet ToDeleteSet()
    {
        var deletes = new DeleteSet();
        foreach (var range in Sorted)
            deletes.RangesFor(range.Client.Client).Add(new ClockRange(range.Clock, range.Length));
        return deletes;
    }

    private void Sort()
    {
        ranges.Sort(static (a, b) => a.Client == b.Client ? a.Clock.CompareTo(b.Clock) : a.Client.Client.CompareTo(b.Client.Client));
        var last = 0;
        for (var i = 1; i < ranges.Count; i++)
        {
            var (left, right) = (ranges[last], ranges[i]);
            if (left.Client == right.Client && left.End >= right.Clock)
                ranges[last] = left with { Length = Math.Max(left.End, right.End) - left.Clock };
            else
                ranges[++last] = right;
        }

        ranges.RemoveRange(last + 1, ranges.Count - last - 1);
        sorted = true;
    }
}

/// <summary>Deleted clocks of a client.</summary>
internal readonly record struct DeletedRange(ClientBlocks Client, int Clock, int Length)
{
    public int End => Clock + Length;
}
