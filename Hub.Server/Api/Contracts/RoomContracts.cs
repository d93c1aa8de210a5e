namespace RealtimeHub.Server.Api.Contracts;

/// <summary>Posts a message to the room in the address.</summary>
/// <param name="Text">The text, 1 byte to 16 KiB.</param>
/// <param name="ReplyTo">The message that it answers.</param>
/// <param name="IdempotencyKey">1–64 bytes, remembered for 5 minutes: a second post with the same key posts nothing and returns the first message.</param>
internal sealed record RoomMessageRequest(string Text, long? ReplyTo = null, string? IdempotencyKey = null);
