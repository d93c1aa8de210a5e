using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Search;

/// <summary>What is held in memory of one message.</summary>
internal sealed class IndexedMessage
{
    private IndexedMessage(Message message, string words)
    {
        Id = message.MessageId;
        AuthorId = message.Author.UserId;
        Time = message.Time;
        Deleted = message.Deleted == true;
        Mentions = message.Mentions.Count > 0 ? message.Mentions : [];
        ReplyTo = message.ReplyTo?.MessageId ?? 0;
        Words = words;
    }

    public long Id { get; }

    public string AuthorId { get; }

    public long Time { get; }

    public bool Deleted { get; }

    public IReadOnlyList<string> Mentions { get; }

    /// <summary>The message that it answers; 0 for none.</summary>
    public long ReplyTo { get; }

    /// <summary>Its text as <see cref="FoldedText.OfWords"/> gives it.</summary>
    public string Words { get; }

    public static IndexedMessage Of(Message message) =>
        new(message, message.Deleted == true ? "" : FoldedText.OfWords(message.Text));

    /// <summary>Whether its text contains each of these, as <see cref="FoldedText.Sought"/> gives them.</summary>
    public bool Contains(string[] sought)
    {
        foreach (var word in sought)
        {
            if (!Words.Contains(word, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
