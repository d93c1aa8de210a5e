using System.Runtime.InteropServices;
using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>How many bytes of each segment can still be read, and which segments hold values that may not be read any more.</summary>
internal sealed class SpaceUse
{
    // What a rewritten segment holds of each channel next to its publications.
    private const int MetadataBytes = 100;

    // A value that was taken out of its record is null.
    private const int BlankBytes = 4;

    private readonly Dictionary<int, long> live = [];
    private readonly Dictionary<int, int> superseded = [];
    private long channelCount;

    public long LiveBytes => live.Values.Sum() + (channelCount * MetadataBytes);

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
                if (channel.Metadata is not null)
                    use.Add(channel.Index);
            }
        }

        return use;
    }

    private void Add(ChannelIndex<RecordLocation> index)
    {
        channelCount++;
        var shown = index.Retention is { ShowsPresentValues: true } ? index.KeyEntries().Select(entry => entry.Location).ToHashSet() : null;
        foreach (var entry in index.LogEntries())
        {
            Add(entry.Location);
            if (shown is not null && entry.Location is { IsOnDisk: true, PayloadBytes: > BlankBytes } && !shown.Contains(entry.Location))
                CollectionsMarshal.GetValueRefOrAddDefault(superseded, entry.Location.File, out _)++;
        }

        foreach (var entry in index.KeyEntries())
        {
            // One record is in the log and a key's value at once.
            if (!index.IsInLog(entry.Offset, entry.Location))
                Add(entry.Location);
        }
    }

    private void Add(RecordLocation location)
    {
        if (!location.IsOnDisk)
            return;
        CollectionsMarshal.GetValueRefOrAddDefault(live, location.File, out _) += location.Length;
    }
}
