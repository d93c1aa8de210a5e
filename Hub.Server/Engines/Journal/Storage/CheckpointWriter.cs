using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>
/// Writes all indexes down, so that a start reads only the records behind. Channels change while it goes through them: it
/// says first where the records end that are in the indexes for certain, and those behind may be in it or not.
/// </summary>
internal static class CheckpointWriter
{
    public const ulong Magic = 0x32304B4843_4A5452; // "RTJCHK02"

    /// <summary>That of the first format.</summary>
    public const ulong LegacyMagic = 0x31304B4843_4A5452; // "RTJCHK01"

    public static IEnumerable<bool> Write(
        ByteWriter writer, bool clean, long time, (int Segment, long Position) end, IReadOnlyList<Segment> segments, IEnumerable<JournalChannel> channels)
    {
        writer.UInt64(Magic);
        writer.Byte(clean ? (byte)1 : (byte)0);
        writer.Number(time);
        writer.Number(end.Segment);
        writer.Number(end.Position);
        writer.Number(segments.Count);
        foreach (var segment in segments)
        {
            writer.Number(segment.Number);
            writer.Number(segment.Length);
        }

        foreach (var channel in channels)
        {
            lock (channel.Gate)
            {
                if (channel.Metadata is not null)
                    WriteChannel(writer, channel);
            }

            yield return true;
        }

        writer.Byte(0);
        yield return true;
    }

    private static void WriteChannel(ByteWriter writer, JournalChannel channel)
    {
        writer.Byte(1);
        writer.Text(channel.Name.Value);
        var index = channel.Index;
        (channel.Metadata! with { FirstOffset = index.FirstOffset, ForgottenUpTo = index.ForgottenUpTo }).Write(writer);
        writer.Number(index.Head);
        WriteLog(writer, index);
        WriteKeys(writer, index);
        WriteUsed(writer, index);
    }

    private static void WriteLog(ByteWriter writer, ChannelIndex<RecordLocation> index)
    {
        // What is in memory only ends with the process, and what is before it is behind a hole then.
        var kept = index.LogCount;
        var skip = 0;
        var i = 0;
        foreach (var entry in index.LogEntries())
        {
            i++;
            if (entry.Location.Memory is not null)
                skip = i;
        }

        writer.Number(kept - skip);
        long time = 0;
        foreach (var entry in index.LogEntries().Skip(skip))
        {
            WriteLocation(writer, entry.Location);
            writer.Number(ZigZag(entry.Time - time));
            time = entry.Time;
        }
    }

    private static void WriteKeys(ByteWriter writer, ChannelIndex<RecordLocation> index)
    {
        writer.Number(index.KeyEntries().Count(static entry => entry.Location.IsOnDisk));
        foreach (var entry in index.KeyEntries())
        {
            if (!entry.Location.IsOnDisk)
                continue;
            writer.Text(entry.Key.Span);
            writer.Number(entry.Offset);
            WriteLocation(writer, entry.Location);
            writer.Byte(entry.Removed ? (byte)1 : (byte)0);
            writer.Number(entry.Time);
        }
    }

    private static void WriteUsed(ByteWriter writer, ChannelIndex<RecordLocation> index)
    {
        writer.Number(index.UsedCount);
        foreach (var (key, offset, time) in index.UsedEntries())
        {
            writer.Text(key.Scope);
            writer.Text(key.Key);
            writer.Number(offset);
            writer.Number(time);
        }
    }

    private static void WriteLocation(ByteWriter writer, RecordLocation location)
    {
        writer.Number(location.File + 1L);
        writer.Number(location.Position);
        writer.Number(location.Length);
        writer.Number(location.PayloadBytes);
    }

    private static long ZigZag(long value) => (value << 1) ^ (value >> 63);
}
