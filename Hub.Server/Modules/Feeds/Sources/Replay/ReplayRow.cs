using System.Globalization;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Replay;

/// <summary>One row of a file.</summary>
/// <param name="Update">What it says.</param>
/// <param name="Time">When it happened; null when the file does not say.</param>
internal readonly record struct ReplayRow(FeedUpdate Update, DateTimeOffset? Time)
{
    // Milliseconds since 1973 have twelve digits, seconds until the year 5138 eleven.
    private const double LeastMilliseconds = 1e11;

    /// <summary>Reads a time as files have them.</summary>
    /// <exception cref="SourceFailedException">It is none.</exception>
    public static DateTimeOffset TimeOf(string text, int line)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e14)
            return DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Abs(number) >= LeastMilliseconds ? number : number * 1_000);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new SourceFailedException($"line {line} has a time that is neither ISO 8601 nor a Unix time");
    }
}

/// <summary>Reads the rows of a file in their order.</summary>
internal interface IRowReader
{
    /// <exception cref="SourceFailedException">A row breaks the format; the text names the line.</exception>
    IAsyncEnumerable<ReplayRow> ReadAsync(Stream file, CancellationToken cancellationToken);
}
