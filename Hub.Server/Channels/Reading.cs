using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;
using StatePage = RealtimeHub.Shared.StatePage;

namespace RealtimeHub.Server.Channels;

/// <summary>Reads pages of history and state.</summary>
internal sealed class Reading(Namespaces namespaces, ChannelAccess access, IEngine engine, LimitOptions limits)
{
    private const int DefaultLimit = 100;

    public async ValueTask<Outcome<HistoryPage>> HistoryAsync(ChannelCaller caller, ReadHistoryRequest request, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(request.Channel).IsRefused(out var refusal, out var channel))
            return refusal;
        var limit = request.Limit ?? Math.Min(DefaultLimit, limits.MaxHistoryLimit);
        refusal = FieldRules.Limit(limit, limits.MaxHistoryLimit)
            ?? (request.After is { } after ? FieldRules.Offset("after", after) : null)
            ?? (request.Before is { } before ? FieldRules.Offset("before", before) : null)
            ?? await access.CheckAsync(caller, channel, ChannelRights.History, cancellationToken);
        if (refusal is not null)
            return refusal;
        if (namespaces.Of(channel).Mode == ChannelMode.Signal)
            return new HistoryPage([], Position.None, false);
        var query = new LogQuery { After = request.After, Before = request.Before, Limit = limit, MaxBytes = limits.HistoryPageBytes };
        return ToPage(await engine.ReadLogAsync(channel, query, cancellationToken));
    }

    public async ValueTask<Outcome<StatePage>> StateAsync(ChannelCaller caller, ReadStateRequest request, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(request.Channel).IsRefused(out var refusal, out var channel))
            return refusal;
        if (namespaces.Of(channel).Mode != ChannelMode.State)
            return Refusal.WrongMode(channel, $"channel {channel.Brief()} is not in state mode; read its history");
        var limit = request.Limit ?? Math.Min(DefaultLimit, limits.MaxHistoryLimit);
        refusal = FieldRules.Limit(limit, limits.MaxHistoryLimit)
            ?? (request.AfterKey is { Length: > 0 } afterKey ? FieldRules.Key(afterKey, limits.MaxKeyBytes) : null)
            ?? (request.Prefix is { Length: > 0 } prefix ? FieldRules.Key(prefix, limits.MaxKeyBytes) : null)
            ?? await access.CheckAsync(caller, channel, ChannelRights.History, cancellationToken);
        if (refusal is not null)
            return refusal;
        var query = new StateQuery { AfterKey = request.AfterKey, Prefix = request.Prefix, Limit = limit, MaxBytes = limits.HistoryPageBytes };
        return ToPage(await engine.ReadStateAsync(channel, query, cancellationToken));
    }

    /// <summary>A page of a log, as readers get it.</summary>
    public static HistoryPage ToPage(LogPage page) => new(page.Publications, page.Position, page.HasMore);

    /// <summary>A page of state, as readers get it.</summary>
    public static StatePage ToPage(KeyPage page)
    {
        var entries = page.Entries.Select(entry => new StateEntry(entry.Key!, entry.Offset, entry.Type, entry.Data, entry.Time) { Stale = entry.Stale }).ToArray();
        return new StatePage(entries, page.Position, page.HasMore ? entries[^1].Key : null);
    }
}
