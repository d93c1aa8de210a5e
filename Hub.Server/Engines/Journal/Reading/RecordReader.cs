using System.Buffers;
using System.Text;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Reading;

/// <summary>Reads publications by their places. From any thread; nobody waits for it.</summary>
internal sealed class RecordReader(SegmentFolder segments)
{
    /// <summary>The type that stands for a publication that was lost; its value is null.</summary>
    public const string LostType = "lost";

    private const int StackBytes = 1024;

    /// <summary>Reads one publication.</summary>
    /// <exception cref="LostRecordException">The record is damaged.</exception>
    /// <exception cref="SegmentGoneException">The segment was replaced meanwhile: look the place up again.</exception>
    public Publication Read(ChannelName channel, long offset, Place place, long time)
    {
        if (place.Memory is { } publication)
            return publication;
        if (place.IsLost)
            return Lost(channel, offset, time);
        var rented = place.Length > StackBytes ? ArrayPool<byte>.Shared.Rent(place.Length) : null;
        try
        {
            var buffer = rented is null ? stackalloc byte[place.Length] : rented.AsSpan(0, place.Length);
            ReadBytes(place, buffer);
            return Decode(channel, offset, place, buffer);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void ReadBytes(Place place, Span<byte> buffer)
    {
        var segment = segments.Find(place.File) ?? throw new SegmentGoneException();
        try
        {
            if (segment.File.Read(buffer, place.Position) != buffer.Length)
                throw new LostRecordException(place);
        }
        catch (ObjectDisposedException)
        {
            throw new SegmentGoneException();
        }
        catch (IOException)
        {
            throw new LostRecordException(place);
        }
    }

    private static Publication Decode(ChannelName channel, long offset, Place place, ReadOnlySpan<byte> bytes)
    {
        if (Frame.Read(bytes, out var frame) != FrameState.Whole || frame.Record.Length != bytes.Length
            || !Encoding.UTF8.GetString(frame.Channel).Equals(channel.Value, StringComparison.Ordinal))
            throw new LostRecordException(place);
        try
        {
            var publication = PublicationRecord.Read(channel, frame.Body, out _);
            return publication.Offset == offset ? publication : throw new LostRecordException(place);
        }
        catch (DamagedException)
        {
            throw new LostRecordException(place);
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
internal sealed class LostRecordException(Place place) : Exception("a record is damaged")
{
    public Place Place { get; } = place;
}

/// <summary>The segment was replaced while it was read.</summary>
internal sealed class SegmentGoneException : Exception;
