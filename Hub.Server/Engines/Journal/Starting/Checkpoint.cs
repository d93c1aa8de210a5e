using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Starting;

/// <summary>A checkpoint that was read: its beginning, and how to put its channels back.</summary>
internal sealed class Checkpoint
{
    private readonly byte[] bytes;
    private readonly int channelsStart;

    private Checkpoint(byte[] bytes, int channelsStart) => (this.bytes, this.channelsStart) = (bytes, channelsStart);

    /// <summary>Written by a server that was stopped.</summary>
    public required bool Clean { get; init; }

    /// <summary>
    /// When it was written, Unix milliseconds; for one of the first format, the latest time in what was put back of it.
    /// </summary>
    public required long Time { get; set; }

    /// <summary>Where the records end that it has taken in for certain.</summary>
    public required (int Segment, long Position) End { get; init; }

    /// <summary>The segments that there were, with their lengths.</summary>
    public required IReadOnlyDictionary<int, long> Segments { get; init; }

    /// <exception cref="DamagedException">It is no checkpoint.</exception>
    public static Checkpoint Read(byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        if (reader.UInt64() != CheckpointWriter.Magic)
            throw new DamagedException("not a checkpoint");
        var clean = reader.Byte() == 1;
        var time = reader.Number();
        var end = ((int)reader.Number(), reader.Number());
        var segments = new Dictionary<int, long>();
        for (var count = reader.Count(); count > 0; count--)
            segments.Add((int)reader.Number(), reader.Number());
        return new Checkpoint(bytes, bytes.Length - reader.Remaining) { Clean = clean, Time = time, End = end, Segments = segments };
    }

    /// <summary>Puts the channels back. Places that <paramref name="exists"/> denies are lost; their channels are returned.</summary>
    public List<JournalChannel> Restore(ChannelTable<JournalChannel> channels, Func<RecordLocation, bool> exists)
    {
        var damaged = new List<JournalChannel>();
        var retentions = new Dictionary<Retention, Retention>();
        var reader = new ByteReader(bytes.AsSpan(channelsStart));
        while (reader.Byte() == 1)
        {
            var channel = channels.FindOrMake(ChannelName.Parse(reader.Text()));
            if (!RestoreChannel(ref reader, channel, exists, retentions))
                damaged.Add(channel);
        }

        return damaged;
    }

    private bool RestoreChannel(
        ref ByteReader reader, JournalChannel channel, Func<RecordLocation, bool> exists, Dictionary<Retention, Retention> retentions)
    {
        var metadata = ChannelMetadata.Read(ref reader);
        if (!retentions.TryGetValue(metadata.Retention, out var retention))
            retentions.Add(metadata.Retention, retention = metadata.Retention);
        channel.Metadata = metadata with { Retention = retention };
        channel.Index.Retention = retention;
        channel.Index.Renew(metadata.Epoch);
        channel.Index.RestoreForgotten(metadata.ForgottenUpTo);
        var head = reader.Number();
        var whole = RestoreLog(ref reader, channel.Index, head, exists);
        whole &= RestoreKeys(ref reader, channel.Index, exists);
        RestoreUsed(ref reader, channel.Index);
        return whole;
    }

    private bool RestoreLog(ref ByteReader reader, ChannelIndex<RecordLocation> index, long head, Func<RecordLocation, bool> exists)
    {
        var whole = true;
        var count = reader.Count();
        index.SkipTo(head - count + 1);
        index.Reserve(count);
        long time = 0;
        for (var i = 0; i < count; i++)
        {
            var location = ReadLocation(ref reader);
            time += UnZigZag(reader.Number());
            if (!location.IsLost && !exists(location))
            {
                whole = false;
                location = RecordLocation.Lost;
            }

            index.RestoreNext(location, time);
        }

        Saw(time);

        return whole;
    }

    private bool RestoreKeys(ref ByteReader reader, ChannelIndex<RecordLocation> index, Func<RecordLocation, bool> exists)
    {
        var whole = true;
        for (var count = reader.Count(); count > 0; count--)
        {
            var key = reader.Text();
            var offset = reader.Number();
            var location = ReadLocation(ref reader);
            var removed = reader.Byte() == 1;
            var time = reader.Number();
            Saw(time);
            if (exists(location))
                index.RestoreKey(key, offset, location, removed, time);
            else
                whole = false;
        }

        return whole;
    }

    private void RestoreUsed(ref ByteReader reader, ChannelIndex<RecordLocation> index)
    {
        for (var count = reader.Count(); count > 0; count--)
        {
            var scope = reader.Text();
            var key = new UsedKey(scope, reader.Text());
            var (offset, time) = (reader.Number(), reader.Number());
            Saw(time);
            index.RestoreUsed(key, offset, time);
        }
    }

    private void Saw(long time) => Time = Math.Max(Time, time);

    private static RecordLocation ReadLocation(ref ByteReader reader) =>
        new((int)(reader.Number() - 1), (int)reader.Number(), (int)reader.Number(), (int)reader.Number());

    private static long UnZigZag(long value) => (long)((ulong)value >> 1) ^ -(value & 1);
}
