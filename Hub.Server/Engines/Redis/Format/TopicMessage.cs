using System.Globalization;
using System.Text;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Redis.Format;

/// <summary>
/// What goes over a channel's pub/sub: a line, then the content. <c>P epoch run seq offset time node</c> and records (append.lua writes it), or
/// <c>S time node</c> and one record.
/// </summary>
/// <param name="Node">Who sent it.</param>
/// <param name="Signal">The signal; null when it tells of publications.</param>
/// <param name="Epoch">The epoch of the publications.</param>
/// <param name="Run">The run of Redis that they were stored on.</param>
/// <param name="Seq">The slice's count of changes after them.</param>
/// <param name="FirstOffset">The first one's offset.</param>
/// <param name="Publications">They themselves; none where the reader has them already.</param>
internal sealed record TopicMessage(
    string Node, Signal? Signal, string Epoch, string Run, long Seq, long FirstOffset, IReadOnlyList<Publication> Publications)
{
    public static byte[] Write(Signal signal, string node)
    {
        var draft = new Draft { Type = signal.Type, Data = signal.Data, Publisher = signal.Publisher };
        return [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"S {signal.Time} {node}\n")), .. DraftRecord.Write(draft)];
    }

    /// <summary>Reads a message.</summary>
    /// <param name="channel">The channel that it came on.</param>
    /// <param name="message">What came.</param>
    /// <param name="self">The reader: of what it sent itself only the line is read.</param>
    /// <exception cref="DamagedException">It is none.</exception>
    public static TopicMessage Read(ChannelName channel, ReadOnlySpan<byte> message, string self)
    {
        var end = message.IndexOf((byte)'\n');
        var words = end < 0 ? [] : Encoding.UTF8.GetString(message[..end]).Split(' ');
        var content = message[(end + 1)..];
        return words switch
        {
            ["S", var time, var node] => new(node, node == self ? null : ReadSignal(channel, Number(time), content), "", "", 0, 0, []),
            ["P", var epoch, var run, var seq, var offset, var time, var node] => new(
                node, null, epoch, run, Number(seq), Number(offset), node == self ? [] : ReadPublications(channel, Number(offset), Number(time), content)),
            _ => throw new DamagedException("a message begins with no line that is known"),
        };
    }

    private static Signal ReadSignal(ChannelName channel, long time, ReadOnlySpan<byte> record)
    {
        var read = DraftRecord.Read(channel, 0, time, record);
        return new Signal { Channel = channel, Type = read.Type, Data = read.Data, Publisher = read.Publisher, Time = time };
    }

    private static List<Publication> ReadPublications(ChannelName channel, long offset, long time, ReadOnlySpan<byte> content)
    {
        var publications = new List<Publication>();
        var reader = new ByteReader(content);
        while (reader.Remaining > 0)
        {
            var record = reader.Bytes((int)reader.UInt32());
            publications.Add(DraftRecord.Read(channel, offset++, time, record));
        }

        return publications;
    }

    private static long Number(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new DamagedException("a number was expected");
}
