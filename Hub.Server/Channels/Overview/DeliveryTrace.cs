using RealtimeHub.Server.Channels.Traces;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Overview;

/// <summary>Answers why a user did not receive a publication: put together on request, from the channel's history and what connections remember.</summary>
internal sealed class DeliveryTrace(Namespaces namespaces, ChannelAccess access, Connections connections, RecentTraces recent, IEngine engine, TimeProvider time)
{
    private const int MaxShown = 100;
    private const int MaxSearched = 256;

    /// <param name="caller">Who asks; may read the channel's history.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="offset">The publication; null asks for refusals only.</param>
    /// <param name="userId">Only this user's connections and calls; null for all.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<Outcome<TraceAnswer>> ReadAsync(ChannelCaller caller, string channel, long? offset, string? userId, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(channel).IsRefused(out var refusal, out var name))
            return refusal;
        if (await access.CheckAsync(caller, name, ChannelRights.History, cancellationToken) is { } denied)
            return denied;
        if (offset < 1)
            return Refusal.BadRequest("offset", "offset must be 1 or more");
        var refusals = recent.Refusals(name.Value, userId, MaxShown);
        if (namespaces.Of(name).Mode == ChannelMode.Signal)
            return new TraceAnswer(name, Position.None, null, null, [], refusals);
        var page = await engine.ReadLogAsync(name, new LogQuery { After = offset is null ? null : offset - 1, Limit = MaxSearched }, cancellationToken);
        if (offset is not { } asked)
            return new TraceAnswer(name, page.Position, null, null, [], refusals);
        var found = page.Publications.FirstOrDefault(one => one.Offset == asked);
        var state = found is not null ? PublishedState.Yes : asked > page.Head ? PublishedState.NotYet : PublishedState.Forgotten;
        var deliveries = state == PublishedState.NotYet ? [] : Deliveries(name, asked, found?.Key, [.. page.Publications.Where(one => one.Offset > asked && one.Key == found?.Key).Select(one => one.Offset)], userId);
        return new TraceAnswer(name, page.Position, state, found is null ? null : new TracedPublication(found.Offset, found.Type, found.Time, found.Key, found.Publisher), deliveries, refusals);
    }

    private IReadOnlyList<TracedDelivery> Deliveries(ChannelName channel, long offset, string? key, IReadOnlyList<long> later, string? userId)
    {
        var shown = new List<TracedDelivery>();
        var question = new Question(channel.Value, offset, key, later);
        var ended = recent.Ended(channel, userId).ToLookup(one => one.Subscription.ConnectionId);
        foreach (var connection in connections.All.Where(one => userId is null || one.UserId == userId).OrderBy(one => one.Id, StringComparer.Ordinal))
        {
            var live = ConnectionOverview.AdmittedOf(connection)?.Subscriptions.GetValueOrDefault(channel);
            if (live is not null && offset > live.ReplayFrom)
                shown.Add(Judge(question, TracedSubscription.Of(live), connection.UserId, null));
            else if (ended[connection.Id].FirstOrDefault(one => offset > one.Subscription.ReplayFrom) is { } before)
                shown.Add(Judge(question, before.Subscription, connection.UserId, before));
            else if (live is not null)
                shown.Add(new TracedDelivery(connection.Id, TraceOutcome.BeforeSubscription, connection.UserId));
            else if (userId is not null)
                shown.Add(new TracedDelivery(connection.Id, TraceOutcome.NotSubscribed, connection.UserId));
        }

        foreach (var gone in ended.Where(group => connections.Find(group.Key) is null).Select(group => group.First()))
            shown.Add(Judge(question, gone.Subscription, gone.UserId, gone));
        return [.. shown.Take(MaxShown)];
    }

    private TracedDelivery Judge(Question question, TracedSubscription subscription, string? userId, EndedSubscription? ended)
    {
        var answer = new TracedDelivery(subscription.ConnectionId, TraceOutcome.Forgotten, userId, EndedTime: ended?.Time);
        if (subscription.Log.Find(question.Channel, question.Offset) is { } delivery)
            return Told(answer, question, subscription, delivery);
        if (question.Offset <= subscription.ReplayFrom)
            return answer with { Outcome = TraceOutcome.BeforeSubscription };
        if (question.Offset <= subscription.From)
            return answer with { Outcome = TraceOutcome.Replayed };
        if (ended is not null && question.Offset > ended.LastOffset)
            return answer with { Outcome = TraceOutcome.AfterSubscription };
        if (question.Key is not null && subscription.Keys is { } keys && !keys.Contains(question.Key))
            return answer with { Outcome = TraceOutcome.OtherKeys };
        if (subscription.MaxRate == 0)
            return answer with { Outcome = TraceOutcome.Paused };
        return subscription.MaxRate is null ? answer : Merged(answer with { Outcome = TraceOutcome.MergedByRate }, question, subscription);
    }

    private TracedDelivery Told(TracedDelivery answer, Question question, TracedSubscription subscription, Delivery delivery) => delivery.Outcome switch
    {
        DeliveryOutcome.Merged => Merged(answer with { Outcome = TraceOutcome.MergedByOverflow }, question, subscription),
        DeliveryOutcome.Refused => answer with { Outcome = TraceOutcome.SlowConsumer, QueuedTime = Ago(delivery.QueuedAgo) },
        _ => Timed(answer with { Outcome = delivery.WrittenAgo is null ? TraceOutcome.Waiting : TraceOutcome.Written }, delivery),
    };

    // The first later value of the key that was put into the outbox stands for it.
    private TracedDelivery Merged(TracedDelivery answer, Question question, TracedSubscription subscription)
    {
        foreach (var offset in question.Later)
        {
            if (subscription.Log.Find(question.Channel, offset) is { Outcome: DeliveryOutcome.Queued } delivery)
                return Timed(answer with { MergedInto = offset }, delivery);
        }

        return answer;
    }

    private TracedDelivery Timed(TracedDelivery answer, Delivery delivery) =>
        answer with { QueuedTime = Ago(delivery.QueuedAgo), WrittenTime = delivery.WrittenAgo is { } ago ? Ago(ago) : null };

    private long Ago(TimeSpan ago) => (time.GetUtcNow() - ago).ToUnixTimeMilliseconds();

    /// <param name="Channel">The channel.</param>
    /// <param name="Offset">The publication.</param>
    /// <param name="Key">Its key.</param>
    /// <param name="Later">The offsets of later values of its key.</param>
    private sealed record Question(string Channel, long Offset, string? Key, IReadOnlyList<long> Later);
}
