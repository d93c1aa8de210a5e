using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Replay;

/// <summary>Replays a file as it happened, faster, or as fast as possible. What is due at the same moment is published together.</summary>
internal sealed class ReplaySource(string name, string kind, string path, ReplayOptions options, IRowReader rows, TimeProvider time) : IFeedSource
{
    private const int MostTogether = 500;
    private static readonly TimeSpan LoopPause = TimeSpan.FromSeconds(1);

    public string Name => name;

    public string Title => "";

    public string Description => "";

    public string Kind => kind;

    public async IAsyncEnumerable<IReadOnlyList<FeedUpdate>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await foreach (var updates in PlayAsync(cancellationToken))
                yield return updates;
            if (!options.Loop)
                yield break;

            // A file that is over at once must not be read in a circle.
            await Task.Delay(LoopPause, time, cancellationToken);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<FeedUpdate>> PlayAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = Open();
        var schedule = new ReplaySchedule(options);
        var started = time.GetTimestamp();
        var together = new List<FeedUpdate>();
        await using var reader = rows.ReadAsync(file, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var (found, failure) = await NextAsync(reader);
            if (found is not { } row)
            {
                if (together.Count > 0)
                    yield return together;
                failure?.Throw();
                yield break;
            }

            var wait = schedule.DueOf(row.Time) - time.GetElapsedTime(started);
            if (together.Count > 0 && (wait > TimeSpan.Zero || together.Count >= MostTogether))
            {
                yield return together;
                together = [];
                wait = schedule.Due - time.GetElapsedTime(started);
            }

            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
            together.Add(row.Update);
        }
    }

    // The failure as a value: what was read before it is given first.
    private static async ValueTask<(ReplayRow? Row, ExceptionDispatchInfo? Failure)> NextAsync(IAsyncEnumerator<ReplayRow> reader)
    {
        try
        {
            return (await reader.MoveNextAsync() ? reader.Current : null, null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return (null, ExceptionDispatchInfo.Capture(failure));
        }
    }

    private FileStream Open()
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 << 10, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new SourceFailedException("its file can't be opened; the server's log says why", unusable);
        }
    }
}

/// <summary>When rows are due, counted from the first.</summary>
internal sealed class ReplaySchedule(ReplayOptions options)
{
    private DateTimeOffset? first;
    private long count;

    /// <summary>When the latest row is due.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>When the next row is due, which happened at a time; null when the file does not say.</summary>
    public TimeSpan DueOf(DateTimeOffset? happened)
    {
        first ??= happened;
        var since = happened - first ?? options.Interval * count;
        count++;
        return Due = options.Speed <= 0 ? TimeSpan.Zero : since / options.Speed;
    }
}
