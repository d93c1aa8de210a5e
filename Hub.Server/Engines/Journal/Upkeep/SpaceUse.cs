using System.Runtime.InteropServices;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Upkeep;

/// <summary>How many bytes of each segment somebody can still read, and which hold values that nobody may read any more.</summary>
internal sealed class SpaceUse
{
    // What a rewritten segment says of each channel beside its publications.
    private const int FactsBytes = 100;

    // A value that was taken out of its record is null.
    private const int BlankBytes = 4;

    private readonly Dictionary<int, long> live = [];
    private readonly Dictionary<int, int> superseded = [];
    private long channelCount;

    public long LiveBytes => live.Values.Sum() + (channelCount * FactsBytes);

    public long LiveIn(Segment segment) => live.GetValueOrDefault(segment.Number);

    /// <summary>
    /// How many publications are shown with another one's value while their own is still there. One without a key counts,
    /// too, for the index doesn't know: a rewriting leaves it as it is.
    /// </summary>
    public int SupersededIn(Segment segment) => superseded.GetValueOrDefault(segment.Number);

    public static SpaceUse Of(IEnumerable<JournalChannel> channels, long now)
    {
        var use = new SpaceUse();
        foreach (var channel in channels)
        {
            lock (channel.Gate)
            {
                channel.Trim(now);
                if (channel.Facts is not null)
                    use.Add(channel.Index);
            }
        }

        return use;
    }

    private void Add(ChannelIndex<Place> index)
    {
        channelCount++;
        var shown = index.Retention is { ShowsPresentValues: true } ? index.KeyEntries().Select(entry => entry.Place).ToHashSet() : null;
        foreach (var entry in index.LogEntries())
        {
            Add(entry.Place);
            if (shown is not null && entry.Place is { IsOnDisk: true, PayloadBytes: > BlankBytes } && !shown.Contains(entry.Place))
                CollectionsMarshal.GetValueRefOrAddDefault(superseded, entry.Place.File, out _)++;
        }

        foreach (var entry in index.KeyEntries())
        {
            // One record is in the log and a key's value at once.
            if (!index.IsInLog(entry.Offset, entry.Place))
                Add(entry.Place);
        }
    }

    private void Add(Place place)
    {
        if (!place.IsOnDisk)
            return;
        CollectionsMarshal.GetValueRefOrAddDefault(live, place.File, out _) += place.Length;
    }
}
