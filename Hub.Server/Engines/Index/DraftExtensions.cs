using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Index;

internal static class DraftExtensions
{
    /// <summary>The publication that a draft becomes.</summary>
    public static Publication ToPublication(this Draft draft, ChannelName channel, long offset, long time) => new()
    {
        Channel = channel,
        Offset = offset,
        Type = draft.Type,
        Data = draft.Data,
        Key = draft.Key,
        Removed = draft.Removed ? true : null,
        Stale = draft.Stale ? true : null,
        Publisher = draft.Publisher,
        Time = time,
        IdempotencyKey = draft.IdempotencyKey,
        Trace = draft.Trace,
    };
}
