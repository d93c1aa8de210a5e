using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Server.Modules.Feeds.Series;
using RealtimeHub.Server.Modules.Feeds.Tables;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Answers ReadSeries.</summary>
internal sealed class FeedSeriesReading(FeedTables tables, FeedObservers observers, FeedSeriesKeeper keeper, ChannelAccess access)
{
    public async ValueTask<Outcome<FeedSeries>> ReadAsync(ChannelCaller caller, ReadSeriesRequest request, CancellationToken cancellationToken)
    {
        if (FeedNameRule.Check(request.Feed).IsRefused(out var refusal, out var channel))
            return refusal;
        if (await access.CheckAsync(caller, channel, ChannelRights.Subscribe, cancellationToken) is { } denied)
            return denied;
        if (SeriesRules.Check(request) is { } broken)
            return broken;
        var table = tables.Of(request.Feed);
        using var turn = await table.EnterAsync(cancellationToken);
        if (table.Schema.CheckNumber(request.Field) is { } noNumber)
            return noNumber;
        await observers.OpenAsync(table, cancellationToken);
        var series = keeper.Find(request.Feed)!;
        return series.Keeps(request.Field)
            ? new FeedSeries(series.Read(request.Key, request.Field, request.FromTime ?? 0, request.ToTime ?? long.MaxValue, request.BucketMs), table.Head)
            : FeedRefusals.NoSeries(request.Field, series.Fields);
    }
}
