using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>Who may find and enter a room.</summary>
[JsonConverter(typeof(WireEnumConverter<RoomVisibility>))]
public enum RoomVisibility
{
    /// <summary>Every user can find and join it.</summary>
    Public,

    /// <summary>Only invited users may join; for others it looks like a room that doesn't exist.</summary>
    Private,

    /// <summary>A private room of two users, created by OpenDirect; it can't be joined or left.</summary>
    Direct,
}

/// <summary>What a member may do in a room.</summary>
[JsonConverter(typeof(WireEnumConverter<RoomRole>))]
public enum RoomRole
{
    /// <summary>May read, post, react and invite.</summary>
    Member,

    /// <summary>May also delete messages of others, change the room, and kick, ban and mute members.</summary>
    Moderator,

    /// <summary>May also set roles and moderate moderators.</summary>
    Owner,
}

/// <summary>A user as chat shows one.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Name">The user's latest known name; absent where none is known.</param>
public sealed record ChatUser(string UserId, string? Name = null);

/// <summary>A chat room.</summary>
public sealed record Room
{
    /// <summary>Its name: the key of its channel, after <c>chat:</c>.</summary>
    [JsonPropertyName("room")]
    public required string Name { get; init; }

    /// <summary>Its title; empty for a direct room, which is shown with the name of <see cref="With"/>.</summary>
    public required string Title { get; init; }

    /// <summary>Its topic.</summary>
    public string? Topic { get; init; }

    /// <summary>Who may find and enter it.</summary>
    public required RoomVisibility Visibility { get; init; }

    /// <summary>The least time between two messages of one member in milliseconds; 0 for none. It does not apply to moderators and owners.</summary>
    public required int SlowModeMs { get; init; }

    /// <summary>When it was created, Unix milliseconds.</summary>
    public required long CreatedTime { get; init; }

    /// <summary>The calling user's role; absent for a user who is not a member, and in publications.</summary>
    public RoomRole? Role { get; init; }

    /// <summary>The other user of a direct room; absent elsewhere and in publications.</summary>
    public ChatUser? With { get; init; }
}

/// <summary>A member of a room: the data of <c>chat.member</c>.</summary>
public sealed record RoomMember
{
    /// <summary>The user's id.</summary>
    public required string UserId { get; init; }

    /// <summary>The user's latest known name; absent where none is known.</summary>
    public string? Name { get; init; }

    /// <summary>The member's role.</summary>
    public required RoomRole Role { get; init; }

    /// <summary>When the user became a member, Unix milliseconds.</summary>
    public required long JoinedTime { get; init; }

    /// <summary>The offset of the publication that made the user a member; earlier messages don't count as unread.</summary>
    public required long JoinedOffset { get; init; }

    /// <summary>True for a user who has left or was removed.</summary>
    public bool? Left { get; init; }
}
