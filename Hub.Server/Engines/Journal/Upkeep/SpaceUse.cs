using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Upkeep;

/// <summary>How many bytes of each segment somebody can still read.</summary>
internal sealed class SpaceUse
{
    // What a rewritten segment says of each channel beside its publications.
    private const int FactsBytes = 100;

    private readonly Dictionary<int, long> live = [];
    private long channelCount;

    public long LiveBytes => live.Values.Sum() + (channelCount * FactsBytes);

    public long LiveIn(Segment segment) => live.GetValueOrDefault(segment.Number);

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
        foreach (var entry in index.LogEntries())
            Add(entry.Place);
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
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(live, place.File, out _) += place.Length;
    }
}
