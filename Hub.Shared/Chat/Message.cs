using System.Runtime.InteropServices;

namespace RealtimeHub.Shared;

/// <summary>A message of a room as it stands now: the data of <c>chat.posted</c>, <c>.edited</c>, <c>.deleted</c> and <c>.reacted</c>.</summary>
public sealed record Message
{
    /// <summary>The offset of its first publication.</summary>
    public required long MessageId { get; init; }

    /// <summary>The room's name.</summary>
    public required string Room { get; init; }

    /// <summary>Who posted it, as the server knows.</summary>
    public required ChatUser Author { get; init; }

    /// <summary>The text; empty once it is deleted. Plain text of anyone's making: never to be shown as HTML.</summary>
    public required string Text { get; init; }

    /// <summary>When it was posted, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>When its text was last changed, Unix milliseconds.</summary>
    public long? EditedTime { get; init; }

    /// <summary>True for what is left of a deleted message.</summary>
    public bool? Deleted { get; init; }

    /// <summary>What it answers.</summary>
    public MessageReference? ReplyTo { get; init; }

    /// <summary>The ids of the members that its text names.</summary>
    public required IReadOnlyList<string> Mentions { get; init; }

    /// <summary>In order of their first appearance.</summary>
    public required IReadOnlyList<Reaction> Reactions { get; init; }

    /// <summary>Rises with every change: of two, the higher one holds.</summary>
    public required int Version { get; init; }

    /// <summary>The key under which its author may repeat it.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>A message as a reply shows it.</summary>
/// <param name="MessageId">Which message.</param>
/// <param name="Author">Who posted it.</param>
/// <param name="Excerpt">The beginning of its text as it stands now; empty once it is deleted.</param>
public sealed record MessageReference(long MessageId, ChatUser Author, string Excerpt);

/// <summary>One emoji under a message.</summary>
/// <param name="Emoji">The emoji.</param>
/// <param name="UserIds">Who put it there, in order.</param>
/// <param name="Count">How many they are.</param>
public sealed record Reaction(string Emoji, IReadOnlyList<string> UserIds, int Count);

/// <summary>Somebody writes, or stopped: the data of the signal <c>chat.typing</c>.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">The name the user goes by.</param>
/// <param name="Typing">False when it is over, also when six seconds have passed without another word of it.</param>
public sealed record TypingSignal(string UserId, [Optional, DefaultParameterValue(null)] string? Name, bool Typing);

/// <summary>Somebody named the user in a message: the data of <c>mention</c> in <c>user:&lt;userId&gt;</c>. Holds no text, so that none outlives its message there.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Author">Who posted it.</param>
public sealed record MentionNotice(string Room, long MessageId, ChatUser Author);

/// <summary>Somebody invited the user, or opened a direct room: the data of <c>invite</c> in <c>user:&lt;userId&gt;</c>.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Title">What it was called then.</param>
/// <param name="Visibility">What kind of room it is.</param>
/// <param name="By">Who invited.</param>
public sealed record InviteNotice(string Room, string Title, RoomVisibility Visibility, ChatUser By);

/// <summary>Somebody muted the user or ended that: the data of <c>mute</c> in <c>user:&lt;userId&gt;</c>.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UntilTime">Until when the user may not write, Unix milliseconds; a time that has passed when the mute was ended.</param>
public sealed record MuteNotice(string Room, long UntilTime);
