namespace RealtimeHub.Server.Modules.Chat;

/// <summary>What chat allows: <c>Hub:Chat</c>.</summary>
internal sealed class ChatOptions
{
    /// <summary>How long after posting an author may edit; zero sets no end.</summary>
    public TimeSpan EditWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The largest text of a message in bytes of UTF-8, 1 to 32,768.</summary>
    public int MaxTextBytes { get; set; } = 16 * 1024;

    /// <summary>The most members of a room.</summary>
    public int MaxMembers { get; set; } = 10_000;

    /// <summary>The most rooms that one user is a member of.</summary>
    public int MaxRoomsPerUser { get; set; } = 1_000;

    /// <summary>The most rooms whose members and texts are held in memory for search and counts.</summary>
    public int IndexedRooms { get; set; } = 1_000;

    /// <summary>The most characters held for search over all rooms; the room in use is always held whole.</summary>
    public int IndexedCharacters { get; set; } = 32 * 1024 * 1024;

    /// <summary>Each fault in one line that names the key.</summary>
    public IEnumerable<string> Faults()
    {
        if (EditWindow < TimeSpan.Zero)
            yield return "Hub:Chat:EditWindow must not be negative";
        if (MaxTextBytes is < 1 or > 32 * 1024)
            yield return "Hub:Chat:MaxTextBytes must be 1 to 32768";
        if (MaxMembers is < 2 or > 100_000)
            yield return "Hub:Chat:MaxMembers must be 2 to 100000";
        if (MaxRoomsPerUser is < 1 or > 100_000)
            yield return "Hub:Chat:MaxRoomsPerUser must be 1 to 100000";
        if (IndexedRooms < 1)
            yield return "Hub:Chat:IndexedRooms must be at least 1";
        if (IndexedCharacters < 1)
            yield return "Hub:Chat:IndexedCharacters must be at least 1";
    }
}
