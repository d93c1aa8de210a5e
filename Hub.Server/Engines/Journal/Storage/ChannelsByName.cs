using System.Text;
using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>Finds the channels of records by the bytes of their names, each looked for once. Not thread-safe.</summary>
internal sealed class ChannelsByName(ChannelTable<JournalChannel> channels)
{
    private readonly Dictionary<string, JournalChannel?> found = new(StringComparer.Ordinal);

    /// <summary>The channel; null when it is not known or has no name.</summary>
    public JournalChannel? Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return null;
        Span<char> chars = stackalloc char[RecordFrame.MaxChannelBytes];
        ReadOnlySpan<char> text = chars[..Encoding.UTF8.GetChars(name, chars)];
        var lookup = found.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out var channel))
            lookup[text] = channel = channels.Find(ChannelName.Parse(text.ToString()));
        return channel;
    }
}
