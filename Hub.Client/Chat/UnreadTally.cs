using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>How far the user has read and what is unread behind that: set by the server, counted on by what is received. Not thread-safe.</summary>
internal sealed class UnreadTally
{
    public long ReadUpTo { get; private set; }

    public int Unread { get; private set; }

    public int Mentions { get; private set; }

    /// <summary>How often something received has changed the counts.</summary>
    public int Received { get; private set; }

    public void Set(long readUpTo, int unread, int mentions) => (ReadUpTo, Unread, Mentions) = (readUpTo, unread, mentions);

    /// <summary>Counts what was received. True when only the server knows the counts now.</summary>
    /// <param name="type">The publication's type.</param>
    /// <param name="before">The message as it was loaded; null for one that was not.</param>
    /// <param name="now">As it was received.</param>
    /// <param name="isNews">Whether it changed the list.</param>
    /// <param name="userId">The user.</param>
    public bool Receive(string type, Message? before, Message now, bool isNews, string? userId)
    {
        if (now.MessageId <= ReadUpTo || now.Author.UserId == userId)
            return false;
        if (before is null && type != ChatTypes.Posted)
            return type != ChatTypes.Reacted;
        if (!isNews || before?.Deleted == true)
            return false;
        if (before is not null)
            Add(now.Deleted == true ? -1 : 0, Names(now) - Names(before));
        else if (now.Deleted != true)
            Add(1, Names(now));
        return false;

        int Names(Message message) => userId is not null && message.Mentions.Contains(userId) ? 1 : 0;
    }

    private void Add(int unread, int mentions)
    {
        Received++;
        Unread = Math.Max(0, Unread + unread);
        Mentions = Math.Max(0, Mentions + mentions);
    }
}
