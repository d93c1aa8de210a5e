using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>What a caller learns of an engine that did not answer.</summary>
internal static class EngineRefusals
{
    /// <summary>The reason of a refusal whose write may have been done all the same.</summary>
    public const string OutcomeUnknown = "outcome_unknown";

    /// <summary>The refusal.</summary>
    /// <param name="error">What the engine threw.</param>
    /// <param name="notStored">What to say where nothing was stored.</param>
    public static Refusal Of(EngineUnavailableException error, string notStored) => error.MayBeStored
        ? new Refusal(
            ErrorCode.Unavailable,
            "the engine's answer was lost, and this may be stored or not; repeat it with the same idempotencyKey, or read before you repeat it",
            new RefusalDetails { Reason = OutcomeUnknown })
        : new Refusal(ErrorCode.Unavailable, notStored);
}
