using System.Runtime.InteropServices;

namespace RealtimeHub.Shared;

/// <summary>A message of a room in its current version: the data of <c>chat.posted</c>, <c>.edited</c>, <c>.deleted</c> and <c>.reacted</c>.</summary>
public sealed record Message
{
    /// <summary>The offset of its first publication.</summary>
    public required long MessageId { get; init; }

    /// <summary>The room's name.</summary>
    public required string Room { get; init; }

    /// <summary>Who posted it, set by the server.</summary>
    public required ChatUser Author { get; init; }

    /// <summary>The text; empty once it is deleted. Plain text written by users: never show it as HTML.</summary>
    public required string Text { get; init; }

    /// <summary>When it was posted, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>When its text was last changed, Unix milliseconds.</summary>
    public long? EditedTime { get; init; }

    /// <summary>True for a deleted message.</summary>
    public bool? Deleted { get; init; }

    /// <summary>The message that it answers.</summary>
    public MessageReference? ReplyTo { get; init; }

    /// <summary>The ids of the members that its text mentions.</summary>
    public required IReadOnlyList<string> Mentions { get; init; }

    /// <summary>The reactions, in order of their first use.</summary>
    public required IReadOnlyList<Reaction> Reactions { get; init; }

    /// <summary>Increases with every change; of two versions the higher one is current.</summary>
    public required int Version { get; init; }

    /// <summary>The idempotency key of its post.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>A message as a reply shows it.</summary>
/// <param name="MessageId">Which message.</param>
/// <param name="Author">Who posted it.</param>
/// <param name="Excerpt">The start of its current text; empty once it is deleted.</param>
public sealed record MessageReference(long MessageId, ChatUser Author, string Excerpt);

/// <summary>One emoji under a message.</summary>
/// <param name="Emoji">The emoji.</param>
/// <param name="UserIds">The users who added it, in order.</param>
/// <param name="Count">The number of these users.</param>
public sealed record Reaction(string Emoji, IReadOnlyList<string> UserIds, int Count);

/// <summary>A user is typing, or has stopped: the data of the signal <c>chat.typing</c>.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Name">The user's name; absent where none is known.</param>
/// <param name="Typing">False when the user has stopped, or six seconds after the last signal.</param>
public sealed record TypingSignal(string UserId, [Optional, DefaultParameterValue(null)] string? Name, bool Typing);

/// <summary>A message mentions the user: the data of <c>mention</c> in <c>user:&lt;userId&gt;</c>. Contains no text, so that no text remains there after its message is deleted.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Author">Who posted it.</param>
public sealed record MentionNotice(string Room, long MessageId, ChatUser Author);

/// <summary>A user invited this one, or opened a direct room: the data of <c>invite</c> in <c>user:&lt;userId&gt;</c>.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Title">The room's title at that time.</param>
/// <param name="Visibility">The room's visibility.</param>
/// <param name="By">Who invited.</param>
public sealed record InviteNotice(string Room, string Title, RoomVisibility Visibility, ChatUser By);

/// <summary>A moderator muted the user or ended a mute: the data of <c>mute</c> in <c>user:&lt;userId&gt;</c>.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UntilTime">Until when the user may not post, Unix milliseconds; in the past when the mute was ended.</param>
public sealed record MuteNotice(string Room, long UntilTime);
