namespace RealtimeHub.Server.Modules.Chat.Model;

/// <summary>The limits of chat: <c>Hub:Chat</c>.</summary>
public sealed class ChatOptions
{
    /// <summary>How long after posting an author may edit, 0 to 3650 days; 0 sets no end. Default: 24 hours.</summary>
    public TimeSpan EditWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The largest text of a message in bytes of UTF-8, 1 to 32,768. Default: 16,384.</summary>
    public int MaxTextBytes { get; set; } = 16 * 1024;

    /// <summary>The most members of a room, 2 to 100,000. Default: 10,000.</summary>
    public int MaxMembers { get; set; } = 10_000;

    /// <summary>The most rooms that one user is a member of, 1 to 100,000. Default: 1,000.</summary>
    public int MaxRoomsPerUser { get; set; } = 1_000;

    /// <summary>The most rooms whose members and texts are held in memory for search and counts, 1 or more. Default: 1,000.</summary>
    public int IndexedRooms { get; set; } = 1_000;

    /// <summary>The most characters held for search over all rooms, 1 or more; the room in use is always held whole. Default: 33,554,432.</summary>
    public int IndexedCharacters { get; set; } = 32 * 1024 * 1024;
}
