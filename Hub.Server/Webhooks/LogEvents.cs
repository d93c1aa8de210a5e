using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>Makes events of what a channel has stored behind a position.</summary>
internal sealed class LogEvents(IModuleChannels channels, string webhook, TimeProvider time)
{
    private const int PageSize = 64;

    /// <summary>Reads a page of the log.</summary>
    public async ValueTask<LogEventPage> ReadAsync(ChannelName channel, LogEvent kind, Position from, CancellationToken cancellationToken)
    {
        var page = await channels.ReadLogAsync(channel, new LogQuery { After = from.Offset, Limit = PageSize }, cancellationToken);

        // What a log of another epoch kept of the one before is the same; there is no more than its head.
        if (page.Epoch != from.Epoch)
            from = page.Position.At(Math.Min(from.Offset, page.Head));
        var missing = Math.Max(0, Math.Min(page.FirstOffset - 1, page.Head) - from.Offset);
        var upTo = page.Publications.Count > 0 && page.HasMore ? page.Publications[^1].Offset : page.Head;
        var matching = page.Publications.Where(publication => publication.Type == kind.Publication).ToList();
        if (!kind.Gathers)
            return new LogEventPage([.. matching.Select(publication => (MessageOf(channel, page.Epoch, publication), page.Position.At(publication.Offset)))], page.Position.At(upTo), page.HasMore, missing);

        // A log that was merged into a snapshot meanwhile had edits, too.
        var last = matching.Count > 0 ? matching[^1] : null;
        return last is null && missing == 0
            ? new LogEventPage([], page.Position.At(upTo), page.HasMore, 0)
            : new LogEventPage([(DocumentOf(channel, page.Position, last?.Time ?? time.GetUtcNow().ToUnixTimeMilliseconds()), page.Position)], page.Position, false, 0);
    }

    private WebhookEvent MessageOf(ChannelName channel, string epoch, Publication publication) => WebhookEvent.Of(
        webhook, WebhookEvents.MessagePosted, channel, publication.Time, $"{epoch}\n{publication.Offset}",
        new WebhookData(channel, Position: new Position(epoch, publication.Offset), Message: publication.Data));

    private WebhookEvent DocumentOf(ChannelName channel, Position head, long time) => WebhookEvent.Of(
        webhook, WebhookEvents.DocumentSaved, channel, time, $"{head.Epoch}\n{head.Offset}", new WebhookData(channel, Position: head, DocumentId: channel.Key));
}

/// <summary>Events of a channel, each with the position behind which there are only later ones.</summary>
/// <param name="Events">In order.</param>
/// <param name="UpTo">Everything up to here is in them, or is no event.</param>
/// <param name="HasMore">Whether there is more to read.</param>
/// <param name="Missing">How many publications history no longer has.</param>
internal sealed record LogEventPage(IReadOnlyList<(WebhookEvent Event, Position Done)> Events, Position UpTo, bool HasMore, long Missing);
