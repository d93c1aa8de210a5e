using System.Diagnostics.Metrics;

namespace RealtimeHub.Server.Diagnostics;

/// <summary>The boundaries of the server's histograms.</summary>
internal static class Measures
{
    /// <summary>For durations in seconds: what a message takes is far below one.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>For counts of receivers.</summary>
    public static readonly InstrumentAdvice<int> Counts = new() { HistogramBucketBoundaries = [0, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] };
}
