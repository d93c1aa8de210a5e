using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Hubs;

/// <summary>Carries a refusal from a hub method to <see cref="RefusalFilter"/>, which words it for the wire.</summary>
internal sealed class RefusalException(Refusal refusal) : Exception(refusal.Text)
{
    public Refusal Refusal { get; } = refusal;
}

internal static class Refusals
{
    /// <summary>The result, or the refusal as the exception that ends the call.</summary>
    public static T OrThrow<T>(this Outcome<T> outcome) =>
        outcome.IsRefused(out var refusal, out var result) ? throw new RefusalException(refusal) : result;
}
