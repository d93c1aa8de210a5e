using System.Collections.Concurrent;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Observing;

namespace RealtimeHub.Server.Modules.Feeds.Series;

/// <summary>The series of all feeds: fed with every value, written once a minute. A kill costs what the last minute had.</summary>
internal sealed partial class FeedSeriesKeeper(FeedDeclarations declarations, SeriesStorage storage, TimeProvider time, ILogger<FeedSeriesKeeper> logger) : BackgroundService, IFeedObserver
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(NumberSeries.MinuteMs);
    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The series of a feed; null when no value has come since the start and none was read.</summary>
    public SeriesOfFeed? Find(string feed) => kept.GetValueOrDefault(feed)?.Series;

    public async ValueTask OpenAsync(string feed, IReadOnlyDictionary<string, FeedEntry> present, CancellationToken cancellationToken)
    {
        if (kept.ContainsKey(feed))
            return;
        var options = declarations.Of(feed);
        var series = new SeriesOfFeed([.. declarations.SeriesFieldsOf(feed)], options.MaxSeries);
        var isStored = declarations.IsStored(FeedChannels.Of(feed));
        kept[feed] = new Kept(series, isStored ? await storage.ReadAsync(feed, series, cancellationToken) : null, Now);
    }

    public void Observe(FeedValues values) => kept[values.Feed].Series.Add(values);

    /// <summary>Writes the minutes that have come since the last time; on a stop the present one, too.</summary>
    public async Task WriteAsync(bool withPresent, CancellationToken cancellationToken)
    {
        var now = Now;
        var end = withPresent ? now : now - (now % NumberSeries.MinuteMs);
        foreach (var (feed, one) in kept)
        {
            if (one.Stored is null)
                continue;
            try
            {
                await storage.WriteAsync(feed, one.Series, one.Stored, one.Since - (one.Since % NumberSeries.MinuteMs), now, cancellationToken);
                one.Since = end;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogNotWritten(feed, error);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // The time of the stop may be over when connections took it to leave; the engine refuses in bounded time.
        await WriteAsync(withPresent: true, CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await WriteAsync(withPresent: false, stoppingToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The series of feed {Feed} could not be written; it is tried again.")]
    private partial void LogNotWritten(string feed, Exception error);

    private sealed class Kept(SeriesOfFeed series, SortedSet<string>? stored, long since)
    {
        public SeriesOfFeed Series { get; } = series;

        /// <summary>The stored keys; null when nothing is stored.</summary>
        public SortedSet<string>? Stored { get; } = stored;

        /// <summary>Minutes from here on are still to be written.</summary>
        public long Since { get; set; } = since;
    }
}
