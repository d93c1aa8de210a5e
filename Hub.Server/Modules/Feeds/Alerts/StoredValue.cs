using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>A value of a feed that was stored before the server's start.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Key">The key.</param>
/// <param name="Fields">The whole value.</param>
/// <param name="Offset">Its offset in the feed's channel.</param>
/// <param name="Time">When it came, Unix milliseconds; where only the value is left, when it is looked at.</param>
/// <param name="Head">The newest offset of the feed's channel.</param>
internal readonly record struct StoredValue(string Feed, string Key, Payload Fields, long Offset, long Time, long Head);
