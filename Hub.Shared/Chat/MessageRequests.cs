namespace RealtimeHub.Shared;

/// <summary>A new message.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Text">1 byte to 16 KiB; of control characters only line breaks and tabs.</param>
/// <param name="ReplyTo">The message that it answers.</param>
/// <param name="IdempotencyKey">1–64 bytes, remembered for 5 minutes: a repeat posts nothing and gives the first message.</param>
public sealed record PostMessageRequest(string Room, string Text, long? ReplyTo = null, string? IdempotencyKey = null);

/// <summary>Another text for one of the user's own messages.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Text">1 byte to 16 KiB.</param>
public sealed record EditMessageRequest(string Room, long MessageId, string Text);

/// <summary>Takes a message's text away for good.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="MessageId">The message.</param>
public sealed record DeleteMessageRequest(string Room, long MessageId);

/// <summary>Puts an emoji under a message, or takes it back.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Emoji">One emoji, at most 32 bytes.</param>
/// <param name="Remove">True takes it back.</param>
public sealed record ReactRequest(string Room, long MessageId, string Emoji, bool? Remove = null);

/// <summary>Says that the user is writing.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Typing">True is good for six seconds; say it again to go on.</param>
public sealed record SetTypingRequest(string Room, bool Typing);

/// <summary>A wish for messages; of the three bounds at most one. With none the newest come.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Before">The newest before this message come.</param>
/// <param name="After">The oldest after this message come.</param>
/// <param name="Around">This message comes with as many older as newer ones.</param>
/// <param name="Limit">The most messages, 1 to 200; 50 when absent.</param>
public sealed record GetMessagesRequest(string Room, long? Before = null, long? After = null, long? Around = null, int? Limit = null);

/// <summary>A wish for messages that hold some words.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Query">1–10 words, at most 200 characters; a message must hold a beginning of each, whatever the case and accents.</param>
/// <param name="Before">Only messages before this one.</param>
/// <param name="Limit">The most messages, 1 to 100; 20 when absent.</param>
public sealed record SearchMessagesRequest(string Room, string Query, long? Before = null, int? Limit = null);

/// <summary>Messages of a room.</summary>
/// <param name="Messages">GetMessages gives them ascending, SearchMessages newest first.</param>
/// <param name="HasMore">Whether there are more in the direction of reading; around a message, on either side.</param>
public sealed record MessagePage(IReadOnlyList<Message> Messages, bool HasMore);
