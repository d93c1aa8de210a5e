using System.Buffers;
using System.Text;
using System.Text.Json;
using RealtimeHub.Server.Engines.Journal.Reading;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Inspection;

/// <summary>Writes what can still be read as lines of JSON: each channel, its log and its values.</summary>
internal sealed class JournalDump(JournalFolder folder, TextWriter output)
{
    private readonly RecordReader records = new(folder.Segments);

    /// <summary>Writes all channels, or one.</summary>
    public void Write(ChannelName? only)
    {
        foreach (var channel in folder.Channels.All.Where(channel => channel.Metadata is not null && (only is null || channel.Name == only))
            .OrderBy(channel => channel.Name.Value, StringComparer.Ordinal))
            Write(channel);
    }

    private void Write(JournalChannel channel)
    {
        Line(json =>
        {
            json.WriteString("channel", channel.Name.Value);
            json.WriteString("epoch", channel.Index.Epoch);
            json.WriteNumber("head", channel.Index.Head);
            json.WriteNumber("firstOffset", channel.Index.FirstOffset);
            json.WriteNumber("keys", channel.Index.KeyCount);
        });
        var offset = channel.Index.FirstOffset;
        foreach (var entry in channel.Index.LogEntries())
            Write("log", channel.Name, offset++, entry.Location, entry.Time);
        foreach (var entry in channel.Index.KeyEntries())
            Write("state", channel.Name, entry.Offset, entry.Location, entry.Time);
    }

    private void Write(string where, ChannelName channel, long offset, RecordLocation location, long time)
    {
        Publication publication;
        try
        {
            publication = records.Read(channel, offset, location, time);
        }
        catch (LostRecordException)
        {
            publication = new Publication { Channel = channel, Offset = offset, Type = RecordReader.LostType, Data = default, Time = time };
        }

        Line(json => Write(json, where, publication));
    }

    private static void Write(Utf8JsonWriter json, string where, Publication publication)
    {
        json.WriteString("in", where);
        json.WriteString("channel", publication.Channel.Value);
        json.WriteNumber("offset", publication.Offset);
        json.WriteNumber("time", publication.Time);
        json.WriteString("type", publication.Type);
        if (publication.Key is { } key)
            json.WriteString("key", key);
        if (publication.Removed is true)
            json.WriteBoolean("removed", true);
        if (publication.Publisher is { } publisher)
            json.WriteString("userId", publisher.UserId);
        if (publication.Data.Encoding == PayloadEncoding.MessagePack)
        {
            json.WriteBase64String("messagePack", publication.Data.Bytes.Span);
            return;
        }

        json.WritePropertyName("data");
        json.WriteRawValue(publication.Data.Bytes.Span, skipInputValidation: true);
    }

    private void Line(Action<Utf8JsonWriter> write)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }
}
