using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Carries the updates of one source into its channel for as long as the server runs.</summary>
internal sealed partial class FeedPump(IFeedSource source, IFeedChannels channels, TimeProvider time, ILogger<FeedPump> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, Payload> published = [];
    private readonly ChannelName channel = ChannelName.Of("feed", source.Name);
    private bool sourceFails;
    private bool publishingFails;

    /// <summary>Returns when the source has ended or the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var delay = FirstDelay; !cancellationToken.IsCancellationRequested; delay = Longer(delay))
        {
            try
            {
                await foreach (var updates in source.ReadAsync(cancellationToken))
                {
                    await PublishAsync(updates, cancellationToken);
                    (sourceFails, delay) = (false, FirstDelay);
                }

                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Once for a row of failures: a source that is down for a day must not fill the log.
                if (!sourceFails)
                    SourceFailed(exception, source.Name);
                sourceFails = true;
            }

            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Longer(TimeSpan delay) => delay * 2 < LongestDelay ? delay * 2 : LongestDelay;

    private async Task PublishAsync(IReadOnlyList<FeedUpdate> updates, CancellationToken cancellationToken)
    {
        var changed = updates.Where(IsChange).ToList();
        if (changed.Count == 0)
            return;
        try
        {
            await channels.PublishAsync(channel, changed, cancellationToken);
            changed.ForEach(Remember);
            publishingFails = false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Not the source's fault: it goes on, and its next values are published as if these had never come.
            if (!publishingFails)
                PublishingFailed(exception, channel);
            publishingFails = true;
        }
    }

    private bool IsChange(FeedUpdate update) => published.TryGetValue(update.Key, out var last)
        ? update.Removed || last != update.Data
        : !update.Removed;

    private void Remember(FeedUpdate update)
    {
        if (update.Removed)
            published.Remove(update.Key);
        else
            published[update.Key] = update.Data;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The source of feed {Feed} failed; it is started again until it works")]
    private partial void SourceFailed(Exception exception, string feed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Updates could not be published into {Channel}; the next ones are tried")]
    private partial void PublishingFailed(Exception exception, ChannelName channel);
}
