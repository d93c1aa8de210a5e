using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>Who may find and enter a room.</summary>
[JsonConverter(typeof(WireEnumConverter<RoomVisibility>))]
public enum RoomVisibility
{
    /// <summary>Everyone finds it and may join it.</summary>
    Public,

    /// <summary>Only invited users may join; for others it can't be told from a room that doesn't exist.</summary>
    Private,

    /// <summary>A private room of two, made by OpenDirect; nobody joins or leaves it.</summary>
    Direct,
}

/// <summary>What a member may do in a room.</summary>
[JsonConverter(typeof(WireEnumConverter<RoomRole>))]
public enum RoomRole
{
    /// <summary>Reads, posts, reacts, invites.</summary>
    Member,

    /// <summary>And deletes others' messages, changes the room, kicks, bans and mutes members.</summary>
    Moderator,

    /// <summary>And sets roles, and moderates moderators.</summary>
    Owner,
}

/// <summary>A user as chat shows one.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Name">The name the user went by when last heard of.</param>
public sealed record ChatUser(string UserId, string? Name = null);

/// <summary>A chat room.</summary>
public sealed record Room
{
    /// <summary>Its name: what stands behind <c>chat:</c> in the name of its channel.</summary>
    [JsonPropertyName("room")]
    public required string Name { get; init; }

    /// <summary>What it is called; empty for a direct room, which goes by <see cref="With"/>.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about.</summary>
    public string? Topic { get; init; }

    /// <summary>Who may find and enter it.</summary>
    public required RoomVisibility Visibility { get; init; }

    /// <summary>The least time between two messages of one member, milliseconds; 0 sets none. Moderators and owners need not wait.</summary>
    public required int SlowModeMs { get; init; }

    /// <summary>When it was made, Unix milliseconds.</summary>
    public required long CreatedTime { get; init; }

    /// <summary>The calling user's role; absent for one who is no member, and in publications.</summary>
    public RoomRole? Role { get; init; }

    /// <summary>The other user of a direct room; absent elsewhere and in publications.</summary>
    public ChatUser? With { get; init; }
}

/// <summary>A member of a room: the data of <c>chat.member</c>.</summary>
public sealed record RoomMember
{
    /// <summary>The user's id.</summary>
    public required string UserId { get; init; }

    /// <summary>The name the user went by when last heard of; absent for one who never was.</summary>
    public string? Name { get; init; }

    /// <summary>What the member may do.</summary>
    public required RoomRole Role { get; init; }

    /// <summary>When the user became a member, Unix milliseconds.</summary>
    public required long JoinedTime { get; init; }

    /// <summary>The offset of the publication that made the user a member: what came before was never unread.</summary>
    public required long JoinedOffset { get; init; }

    /// <summary>True for one who is no member any more: left, or was made to leave.</summary>
    public bool? Left { get; init; }
}
