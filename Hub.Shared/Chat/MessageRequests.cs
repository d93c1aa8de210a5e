namespace RealtimeHub.Shared;

/// <summary>Posts a message.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Text">The text, 1 byte to 16 KiB; no control characters but line breaks and tabs.</param>
/// <param name="ReplyTo">The message that it answers.</param>
/// <param name="IdempotencyKey">1–64 bytes, remembered for 5 minutes: a second post with the same key posts nothing and returns the first message.</param>
public sealed record PostMessageRequest(string Room, string Text, long? ReplyTo = null, string? IdempotencyKey = null);

/// <summary>Changes the text of one of the user's own messages.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Text">The new text, 1 byte to 16 KiB.</param>
public sealed record EditMessageRequest(string Room, long MessageId, string Text);

/// <summary>Deletes a message; its text can't be restored.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="MessageId">The message.</param>
public sealed record DeleteMessageRequest(string Room, long MessageId);

/// <summary>Adds a reaction to a message, or removes it.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Emoji">One emoji, at most 32 bytes.</param>
/// <param name="Remove">True removes the reaction.</param>
public sealed record ReactRequest(string Room, long MessageId, string Emoji, bool? Remove = null);

/// <summary>Says that the user is typing.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Typing">True lasts for six seconds; send it again to continue.</param>
public sealed record SetTypingRequest(string Room, bool Typing);

/// <summary>Asks for messages, with at most one of the three bounds; without one the newest are returned.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Before">Returns the newest messages before this id.</param>
/// <param name="After">Returns the oldest messages after this id.</param>
/// <param name="Around">Returns this message with as many older as newer ones.</param>
/// <param name="Limit">The most messages, 1 to 200; 50 when absent.</param>
public sealed record GetMessagesRequest(string Room, long? Before = null, long? After = null, long? Around = null, int? Limit = null);

/// <summary>Searches the messages of a room.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Query">1–10 words, at most 200 characters; a message must contain a word that starts with each of them, in any case and with or without accents.</param>
/// <param name="Before">Only messages before this one.</param>
/// <param name="Limit">The most messages, 1 to 100; 20 when absent.</param>
public sealed record SearchMessagesRequest(string Room, string Query, long? Before = null, int? Limit = null);

/// <summary>Messages of a room.</summary>
/// <param name="Messages">In ascending order from GetMessages, newest first from SearchMessages.</param>
/// <param name="HasMore">Whether there are more in the direction of reading; around a message, on either side of it.</param>
public sealed record MessagePage(IReadOnlyList<Message> Messages, bool HasMore);

/// <summary>Asks for messages that contain some words, in all rooms of the calling user.</summary>
/// <param name="Query">1–10 words, at most 200 characters; a message must contain a word that starts with each of them.</param>
/// <param name="After">The <c>next</c> of the page before.</param>
/// <param name="Limit">The most messages, 1 to 100; 20 when absent.</param>
public sealed record SearchAllMessagesRequest(string Query, string? After = null, int? Limit = null);

/// <summary>Messages of several rooms, newest first.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Next">The <c>after</c> of the next page; absent on the last.</param>
public sealed record MessageSearchPage(IReadOnlyList<Message> Messages, string? Next = null);
