using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Carries the updates of one source into its channel for as long as the server runs.</summary>
internal sealed partial class FeedPump(IFeedSource source, FeedPublishing publishing, FeedStaleness staleness, FeedSourceStates states, TimeProvider time, ILogger<FeedPump> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostPatience = TimeSpan.FromHours(1);
    private string? logged;
    private bool publishingFails;

    /// <summary>Returns when the source has ended or the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        states.Set(source.Name, FeedSourceState.Starting);
        for (var delay = FirstDelay; !cancellationToken.IsCancellationRequested; delay = Longer(delay))
        {
            TimeSpan retryAfter;
            var started = time.GetTimestamp();
            try
            {
                await foreach (var updates in source.ReadAsync(cancellationToken))
                {
                    await PublishAsync(updates, cancellationToken);
                    states.Set(source.Name, FeedSourceState.Running);

                    // What gives a little before it fails again has not recovered.
                    if (time.GetElapsedTime(started) >= LongestDelay)
                        logged = null;
                }

                states.Set(source.Name, FeedSourceState.Ended);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log(exception);
                states.Set(source.Name, FeedSourceState.Failing, IsNamed(exception) ? exception.Message : "see the server's log");

                // One that gives a little each time before it fails is not started every second.
                if (time.GetElapsedTime(started) >= LongestDelay)
                    delay = FirstDelay;
                retryAfter = exception is SourceFailedException { RetryAfter: var asked } ? asked : TimeSpan.Zero;
            }

            await Task.Delay(Longest(delay, retryAfter < MostPatience ? retryAfter : MostPatience), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsNamed(Exception exception) => exception is InvalidDataException or SourceFailedException;

    // Once for a row of failures of one kind: a source that is down for a day must not fill the log.
    private void Log(Exception exception)
    {
        var what = IsNamed(exception) ? exception.Message : exception.GetType().FullName!;
        if (what == logged)
            return;
        logged = what;
        if (IsNamed(exception))
            SourceFailed(source.Name, exception.InnerException is { } cause ? $"{what} ({FirstLine(cause.Message)})" : what);
        else
            SourceFailed(exception, source.Name);
    }

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Longer(TimeSpan delay) => delay * 2 < LongestDelay ? delay * 2 : LongestDelay;

    /// <exception cref="InvalidDataException">The source's updates break a rule.</exception>
    private async Task PublishAsync(IReadOnlyList<FeedUpdate> updates, CancellationToken cancellationToken)
    {
        if (updates.Count == 0)
        {
            await staleness.ConfirmAsync(source.Name, cancellationToken);
            return;
        }

        Refusal? refusal;
        try
        {
            (await publishing.PublishAsync(source.Name, updates, null, cancellationToken)).IsRefused(out refusal, out _);
            publishingFails = false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Not the source's fault: it continues, and its next values are published as if these had never come.
            if (!publishingFails)
                PublishingFailed(exception, source.Name);
            publishingFails = true;
            return;
        }

        if (refusal is not null)
            throw new InvalidDataException(refusal.Text);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The source of feed {Feed} failed: {Reason}; it is started again until it works")]
    private partial void SourceFailed(string feed, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The source of feed {Feed} failed; it is started again until it works")]
    private partial void SourceFailed(Exception exception, string feed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Updates of feed {Feed} could not be published; the next ones are tried")]
    private partial void PublishingFailed(Exception exception, string feed);
}
