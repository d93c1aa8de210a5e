using System.Diagnostics.CodeAnalysis;

namespace RealtimeHub.Documents.Codec;

/// <summary>Where refusals are thrown, so that the readers stay small enough to be inlined.</summary>
internal static class Fault
{
    [DoesNotReturn]
    public static void Malformed(string text) => throw new InvalidUpdateException(UpdateFault.Malformed, text);

    [DoesNotReturn]
    public static void Limit(string text) => throw new InvalidUpdateException(UpdateFault.LimitExceeded, text);

    [DoesNotReturn]
    public static void Truncated(int position) =>
        Malformed($"update: it ends within a value at byte {position}; send it whole");
}
