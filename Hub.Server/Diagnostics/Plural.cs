using System.Globalization;

namespace RealtimeHub.Server.Diagnostics;

/// <summary>Counts in texts for people.</summary>
internal static class Plural
{
    /// <summary><c>1 update</c>, <c>2 updates</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">Of what, a noun whose plural ends in s.</param>
    public static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
