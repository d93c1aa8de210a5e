using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Observing;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Server.Modules.Feeds.Tables;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>The one way of values into a feed, from clients and from sources.</summary>
internal sealed class FeedPublishing(
    FeedTables tables, FeedDeclarations declarations, FeedObservers observers, IModuleChannels channels, ChannelAccess access, LimitOptions limits, TimeProvider time, ServerCounters? counters = null)
{
    private const int MaxAttempts = 10;
    private readonly FeedWriter writer = new(channels, declarations);

    /// <summary>Publishes what a client sent.</summary>
    public async ValueTask<Outcome<PublishUpdatesResult>> PublishAsync(ChannelCaller caller, PublishUpdatesRequest request, CancellationToken cancellationToken)
    {
        if (FeedNameRule.CheckNew(request.Feed).IsRefused(out var refusal, out var channel))
            return refusal;
        if (await access.CheckAsync(caller, channel, ChannelRights.Publish, cancellationToken) is { } denied)
            return denied;
        return await PublishOfProgramAsync(request.Feed, request.Updates, caller.ToPublisher(), cancellationToken);
    }

    /// <summary>Publishes what a program with an API key sent; whether it may is decided before.</summary>
    public async ValueTask<Outcome<PublishUpdatesResult>> PublishFromServerAsync(string feed, IReadOnlyList<FeedUpdate> updates, CancellationToken cancellationToken)
    {
        if (FeedNameRule.CheckNew(feed).IsRefused(out var refusal, out _))
            return refusal;
        return await PublishOfProgramAsync(feed, updates, null, cancellationToken);
    }

    /// <summary>Publishes updates, all of them or none.</summary>
    public async ValueTask<Outcome<PublishUpdatesResult>> PublishAsync(string feed, IReadOnlyList<FeedUpdate> updates, Publisher? publisher, CancellationToken cancellationToken)
    {
        var table = tables.Of(feed);
        using var turn = await table.EnterAsync(cancellationToken);
        await observers.OpenAsync(table, cancellationToken);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (FeedDecision.Of(table.Entries, table.Schema, table.Keys, LimitsOf(feed), updates, publisher).IsRefused(out var refusal, out var decision))
                return refusal;
            if (decision.Drafts.Count > 0 && await tables.NameAsync(feed, cancellationToken) is { } tooMany)
                return tooMany;
            if (!(await writer.WriteAsync(feed, decision, cancellationToken)).IsRefused(out refusal, out var firstOffset))
            {
                table.Apply(decision, firstOffset);
                Tell(table, decision, firstOffset);
                counters?.FeedUpdated(decision.Accepted, decision.Ignored);
                return new PublishUpdatesResult(decision.Accepted, decision.Ignored);
            }

            // Only what others changed meanwhile may come out otherwise the next time.
            if (refusal.Code != ErrorCode.Conflict)
                return refusal;
            await table.ReadAsync(cancellationToken);
        }

        return new Refusal(ErrorCode.Unavailable, "the feed changed too often meanwhile and nothing was published; try again", new RefusalDetails { Reason = "busy" });
    }

    private async ValueTask<Outcome<PublishUpdatesResult>> PublishOfProgramAsync(string feed, IReadOnlyList<FeedUpdate> updates, Publisher? publisher, CancellationToken cancellationToken)
    {
        // The source would not know of them, and its next values take their place.
        if (tables.SourceOf(feed) is { } source)
            return FeedRefusals.HasSource(feed, source.Kind);
        if (updates.Count > FeedLimits.MaxUpdates)
            return FeedRefusals.TooManyUpdates(updates.Count, FeedLimits.MaxUpdates);
        return await PublishAsync(feed, updates, publisher, cancellationToken);
    }

    private void Tell(FeedTable table, FeedDecision decision, long firstOffset)
    {
        if (decision.Accepted == 0)
            return;
        table.Hear(time.GetTimestamp());
        if (decision.Drafts.Count > 0)
            table.Head = firstOffset + decision.Drafts.Count - 1;
        observers.Observe(new FeedValues(table.Name, decision.Updates, table.Head, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    private FeedLimits LimitsOf(string feed) => new(declarations.Of(feed).MaxKeys, limits.MaxKeyBytes, limits.MaxMessageBytes);
}
