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
internal sealed class Replay(ChannelTable<JournalChannel> channels, long now)
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
        var scan = new SegmentScan(bytes);
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
                    TakeRecord(number, from + scan.Start, scan.Frame);
                    break;
                case ScanFinding.Room when tail.MayBeRoom(from + scan.Start):
                    continue;
                case ScanFinding.Room or ScanFinding.TornTail:
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
    /// Every channel there is so far may have lost something, whatever other records name it: whose the bytes were can't be
    /// told. One that comes later tells by its first record.
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

        FlushBatch(number);

        // Where no damage explains the missing end it was cut off, and with it perhaps more.
        if (!wasDamaged)
        {
            DamagedRecords++;
            TakeAllKnownAsDamaged();
        }

        return length;
    }

    private void TakeRecord(int number, int position, Frame frame)
    {
        RecordCount++;
        if ((frame.Flags & RecordFlags.Continued) != 0)
        {
            batch.Add((position, frame.Record.ToArray()));
            return;
        }

        FlushBatch(number);
        Apply(number, position, frame);
    }

    private void FlushBatch(int number)
    {
        foreach (var (position, record) in batch)
        {
            if (Frame.Read(record, out var frame) == FrameState.Whole)
                Apply(number, position, frame);
        }

        batch.Clear();
    }

    private void Apply(int number, int position, Frame frame)
    {
        if (frame.Kind == RecordKind.Probe)
            return;
        var channel = ChannelOf(frame.Channel);
        try
        {
            switch (frame.Kind)
            {
                case RecordKind.Facts:
                    var reader = new ByteReader(frame.Body);
                    ApplyFacts(channel, ChannelFacts.Read(ref reader));
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

        channel.Index.Trim(now);
    }

    private static void ApplyFacts(JournalChannel channel, ChannelFacts facts)
    {
        if (channel.Facts is { } present && present.EpochCount > facts.EpochCount)
            return;
        channel.Facts = facts;
        channel.Index.Retention = facts.Retention;
        channel.Index.Renew(facts.Epoch);
        channel.Index.SkipTo(facts.FirstOffset);
        channel.Index.RestoreForgotten(facts.ForgottenUpTo);
    }

    private void ApplyPublication(JournalChannel channel, PublicationHead head, int number, int position, int length)
    {
        RequireFacts(channel);
        // Between publications that were stored there may be some that never were to be.
        if (channel.Facts!.Mixed && head.Offset > channel.Index.Head + 1)
            channel.Index.SkipTo(head.Offset);
        var place = new Place(number, position, length, head.PayloadBytes);
        var lost = channel.Index.Restore(
            head.Offset, new Addition<Place>(place, head.Time, head.Key, head.Removed, head.UsedKey), Place.Lost);
        if (lost > 0)
            Damaged.Add(channel);
    }

    private void ApplyCompaction(JournalChannel channel, PublicationHead head, int number, int position, int length)
    {
        RequireFacts(channel);
        channel.Index.RestoreCompaction(head.Key!, head.Offset, new Place(number, position, length, head.PayloadBytes), head.Time);
    }

    private void RequireFacts(JournalChannel channel)
    {
        if (channel.Facts is not null)
            return;
        // They were written before it: they are what was damaged.
        Damaged.Add(channel);
        channel.Facts = new ChannelFacts { Epoch = channel.Index.Epoch, EpochCount = 1, Retention = UnknownRetention };
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
