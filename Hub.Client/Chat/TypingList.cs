using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>Who is writing, as far as received and not too long ago. Not thread-safe.</summary>
internal sealed class TypingList(TimeProvider time)
{
    // The server says after 6 s that it is over; this is for the word of it that was lost.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);
    private readonly List<(ChatUser User, long Until)> users = [];

    public IReadOnlyList<ChatUser> Now
    {
        get
        {
            users.RemoveAll(entry => entry.Until <= time.GetTimestamp());
            return [.. users.Select(entry => entry.User)];
        }
    }

    public void Receive(TypingSignal signal)
    {
        Forget(signal.UserId);
        if (signal.Typing)
            users.Add((new ChatUser(signal.UserId, signal.Name), time.GetTimestamp() + (long)(Longest.TotalSeconds * time.TimestampFrequency)));
    }

    public bool Forget(string userId) => users.RemoveAll(entry => entry.User.UserId == userId) > 0;
}
