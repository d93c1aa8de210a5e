using System.Text;
using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Starting;

/// <summary>
/// Puts records back into the indexes. A record may come that a checkpoint has taken in already; doing it again changes
/// nothing. Notes the channels that lost something.
/// </summary>
internal sealed class Replay(ChannelTable<JournalChannel> channels)
{
    private static readonly Retention UnknownRetention = new()
    {
        HistoryCount = int.MaxValue,
        HistoryAge = null,
        TombstoneAge = TimeSpan.FromDays(1),
    };

    private readonly List<(int Position, byte[] Record)> batch = [];
    private byte[] lastName = [];
    private JournalChannel? lastChannel;
    private int knownAsDamaged;

    /// <summary>The channels that lost something.</summary>
    public HashSet<JournalChannel> Damaged { get; } = [];

    public int DamagedRecords { get; private set; }

    /// <summary>The latest time of a record, Unix milliseconds; 0 for none.</summary>
    public long LastTime { get; private set; }

    public int RecordCount { get; private set; }

    public long TornBytes { get; private set; }

    /// <summary>Takes in the records of a segment.</summary>
    /// <param name="number">The segment's number.</param>
    /// <param name="bytes">Its bytes from some record on.</param>
    /// <param name="from">The position of the first of them.</param>
    /// <param name="tail">How its end is to be read.</param>
    /// <returns>The position behind the last whole append, damage before it included.</returns>
    public long Take(int number, ReadOnlySpan<byte> bytes, int from, SegmentTail tail)
    {
        var scan = new SegmentScan(bytes, tail.Seal);
        var damagedBefore = DamagedRecords;
        long end = from;
        while (scan.MoveNext())
        {
            if (tail.IsHole(scan, bytes, from))
            {
                TornBytes += bytes.Length - scan.Start;
                bytes = bytes[..scan.Start];
                break;
            }

            switch (scan.Finding)
            {
                case ScanFinding.Record:
                    TakeRecord(number, from + scan.Start, scan.Frame, tail.Seal);
                    break;
                case ScanFinding.Preallocation when tail.MayBePreallocation(from + scan.Start):
                    continue;
                case ScanFinding.Preallocation or ScanFinding.TornTail:
                    TakeTail(scan, tail);
                    continue;
                case ScanFinding.DamagedBytes:
                    DamagedRecords++;
                    TakeAllKnownAsDamaged();
                    break;
                default:
                    DamagedRecords++;
                    Damaged.Add(ChannelOf(scan.Frame.Channel));
                    break;
            }

            if (batch.Count == 0)
                end = from + scan.Start + scan.Length;
        }

        return EndOfSegment(number, from + bytes.Length, end, tail, wasDamaged: DamagedRecords > damagedBefore);
    }

    private void TakeTail(SegmentScan scan, SegmentTail tail)
    {
        if (tail.MayBeTorn)
        {
            TornBytes += scan.Length;
            return;
        }

        DamagedRecords++;
        TakeAllKnownAsDamaged();
    }

    /// <summary>
    /// Every channel known so far may have lost something, whatever other records name it: the channel of the bytes is not
    /// known. A channel that comes later is checked by its first record.
    /// </summary>
    public void TakeAllKnownAsDamaged()
    {
        if (knownAsDamaged == channels.Count)
            return;
        Damaged.UnionWith(channels.All);
        knownAsDamaged = channels.Count;
    }

    private long EndOfSegment(int number, long length, long end, SegmentTail tail, bool wasDamaged)
    {
        if (batch.Count == 0)
            return end;
        if (tail.MayBeTorn)
        {
            // The append's end never came: none of it counts.
            TornBytes += batch.Sum(one => one.Record.Length);
            batch.Clear();
            return end;
        }

        FlushBatch(number, tail.Seal);

        // Where no damage explains the missing end it was cut off, and with it perhaps more.
        if (!wasDamaged)
        {
            DamagedRecords++;
            TakeAllKnownAsDamaged();
        }

        return length;
    }

    private void TakeRecord(int number, int position, RecordFrame frame, RecordSeal seal)
    {
        RecordCount++;
        if ((frame.Flags & RecordFlags.Continued) != 0)
        {
            batch.Add((position, frame.Record.ToArray()));
            return;
        }

        FlushBatch(number, seal);
        Apply(number, position, frame);
    }

    private void FlushBatch(int number, RecordSeal seal)
    {
        foreach (var (position, record) in batch)
        {
            if (RecordFrame.Read(record, seal, out var frame) == RecordState.Whole)
                Apply(number, position, frame);
        }

        batch.Clear();
    }

    private void Apply(int number, int position, RecordFrame frame)
    {
        if (frame.Kind == RecordKind.Probe)
            return;
        var channel = ChannelOf(frame.Channel);
        try
        {
            switch (frame.Kind)
            {
                case RecordKind.Metadata:
                    var reader = new ByteReader(frame.Body);
                    ApplyMetadata(channel, ChannelMetadata.Read(ref reader));
                    break;
                case RecordKind.Publication:
                    ApplyPublication(channel, PublicationRecord.ReadHead(frame.Body), number, position, frame.Record.Length);
                    break;
                case RecordKind.Compaction:
                    ApplyCompaction(channel, PublicationRecord.ReadHead(frame.Body), number, position, frame.Record.Length);
                    break;
            }
        }
        catch (DamagedException)
        {
            DamagedRecords++;
            Damaged.Add(channel);
        }

        // By the journal's own time: how old a record is now, the clock alone would say, and it may be wrong.
        channel.Index.Trim(LastTime);
    }

    private static void ApplyMetadata(JournalChannel channel, ChannelMetadata metadata)
    {
        if (channel.Metadata is { } present && present.EpochCount > metadata.EpochCount)
            return;
        channel.Metadata = metadata;
        channel.Index.Retention = metadata.Retention;
        channel.Index.Renew(metadata.Epoch);
        channel.Index.SkipTo(metadata.FirstOffset);
        channel.Index.RestoreForgotten(metadata.ForgottenUpTo);
    }

    private void ApplyPublication(JournalChannel channel, PublicationHead head, int number, int position, int length)
    {
        RequireMetadata(channel);
        // Between publications that were stored there may be some that never were to be.
        if (channel.Metadata!.Mixed && head.Offset > channel.Index.Head + 1)
            channel.Index.SkipTo(head.Offset);
        LastTime = Math.Max(LastTime, head.Time);
        var location = new RecordLocation(number, position, length, head.PayloadBytes);
        var lost = channel.Index.Restore(
            head.Offset, new Addition<RecordLocation>(location, head.Time, head.Key, head.Removed, head.UsedKey), RecordLocation.Lost);
        if (lost > 0)
            Damaged.Add(channel);
    }

    private void ApplyCompaction(JournalChannel channel, PublicationHead head, int number, int position, int length)
    {
        RequireMetadata(channel);
        LastTime = Math.Max(LastTime, head.Time);
        channel.Index.RestoreCompaction(head.Key!, head.Offset, new RecordLocation(number, position, length, head.PayloadBytes), head.Time);
    }

    private void RequireMetadata(JournalChannel channel)
    {
        if (channel.Metadata is not null)
            return;
        // They were written before it: they are what was damaged.
        Damaged.Add(channel);
        channel.Metadata = new ChannelMetadata { Epoch = channel.Index.Epoch, EpochCount = 1, Retention = UnknownRetention };
    }

    private JournalChannel ChannelOf(ReadOnlySpan<byte> name)
    {
        if (lastChannel is null || !name.SequenceEqual(lastName))
        {
            lastName = name.ToArray();
            lastChannel = channels.FindOrMake(ChannelName.Parse(Encoding.UTF8.GetString(name)));
        }

        return lastChannel;
    }
}
