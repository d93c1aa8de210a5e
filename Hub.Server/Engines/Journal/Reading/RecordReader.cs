using System.Buffers;
using System.Text;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Reading;

/// <summary>Reads publications by their locations, from any thread.</summary>
internal sealed class RecordReader(SegmentFolder segments)
{
    /// <summary>The type of the placeholder for a lost publication; its value is null.</summary>
    public const string LostType = "lost";

    private const int StackBytes = 1024;

    /// <summary>Reads one publication.</summary>
    /// <exception cref="LostRecordException">The record is damaged.</exception>
    /// <exception cref="SegmentGoneException">The segment was replaced meanwhile: look the place up again.</exception>
    public Publication Read(ChannelName channel, long offset, RecordLocation location, long time)
    {
        if (location.Memory is { } publication)
            return publication;
        if (location.IsLost)
            return Lost(channel, offset, time);
        var rented = location.Length > StackBytes ? ArrayPool<byte>.Shared.Rent(location.Length) : null;
        try
        {
            var buffer = rented is null ? stackalloc byte[location.Length] : rented.AsSpan(0, location.Length);
            ReadBytes(location, buffer);
            return Decode(channel, offset, location, buffer);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void ReadBytes(RecordLocation location, Span<byte> buffer)
    {
        var segment = segments.Find(location.File) ?? throw new SegmentGoneException();
        try
        {
            if (segment.File.Read(buffer, location.Position) != buffer.Length)
                throw new LostRecordException(location);
        }
        catch (ObjectDisposedException)
        {
            throw new SegmentGoneException();
        }
        catch (IOException)
        {
            throw new LostRecordException(location);
        }
    }

    private Publication Decode(ChannelName channel, long offset, RecordLocation location, ReadOnlySpan<byte> bytes)
    {
        if (RecordFrame.Read(bytes, segments.Seal, out var frame) != RecordState.Whole || frame.Record.Length != bytes.Length
            || !Encoding.UTF8.GetString(frame.Channel).Equals(channel.Value, StringComparison.Ordinal))
            throw new LostRecordException(location);
        try
        {
            var publication = PublicationRecord.Read(channel, frame.Body, out _);
            return publication.Offset == offset ? publication : throw new LostRecordException(location);
        }
        catch (DamagedException)
        {
            throw new LostRecordException(location);
        }
    }

    private static Publication Lost(ChannelName channel, long offset, long time) => new()
    {
        Channel = channel,
        Offset = offset,
        Type = LostType,
        Data = default,
        Time = time,
    };
}

/// <summary>What was at this place can't be read.</summary>
internal sealed class LostRecordException(RecordLocation location) : Exception("a record is damaged")
{
    public RecordLocation Location { get; } = location;
}

/// <summary>The segment was replaced while it was read.</summary>
internal sealed class SegmentGoneException : Exception;
