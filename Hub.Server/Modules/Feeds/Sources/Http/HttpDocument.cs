namespace RealtimeHub.Server.Modules.Feeds.Sources.Http;

/// <summary>An answer to a poll.</summary>
/// <param name="Body">The document; null when it has not changed.</param>
/// <param name="ETag">What names this state of it, to be sent with the next poll.</param>
/// <param name="LastModified">When it was changed, as the server says.</param>
/// <param name="MaxAge">How long it stays the same, as the server says; zero when it does not.</param>
internal sealed record HttpDocument(ReadOnlyMemory<byte>? Body, string? ETag, DateTimeOffset? LastModified, TimeSpan MaxAge);
