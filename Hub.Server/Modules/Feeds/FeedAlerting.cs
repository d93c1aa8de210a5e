using System.Text.Json;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Feeds.Alerts;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Server.Modules.Feeds.Tables;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>Sets, lists and clears the alerts of a user.</summary>
internal sealed class FeedAlerting(FeedTables tables, FeedObservers observers, FeedAlerts alerts, AlertRights rights, UserAlerts users, AlertStore store, ChannelAccess access, TimeProvider time)
{
    public async ValueTask<Outcome<Alert>> SetAsync(ChannelCaller caller, SetAlertRequest request, CancellationToken cancellationToken)
    {
        if (caller.UserId is not { } userId)
            return Refusal.NoUser(nameof(IFeedMethods.SetAlert));
        if (FeedNameRule.Check(request.Feed).IsRefused(out var refusal, out var channel))
            return refusal;
        if (await access.CheckAsync(caller, channel, ChannelRights.Subscribe, cancellationToken) is { } denied)
            return denied;
        if (AlertRules.Check(request) is { } broken)
            return broken;
        await alerts.LoadAsync(cancellationToken);

        // In the feed's turn: the next value is the first that counts.
        var table = tables.Of(request.Feed);
        using var turn = await table.EnterAsync(cancellationToken);
        await observers.OpenAsync(table, cancellationToken);
        if (table.Schema.CheckNumber(request.Field) is { } noNumber)
            return noNumber;
        var present = table.Entries.GetValueOrDefault(request.Key);
        if (table.Schema.IsDeclared && present?.Data is null)
            return FeedRefusals.UnknownKey();
        if (users.CountOf(userId) >= AlertRules.MaxAlerts)
            return AlertRules.TooMany();
        var alert = new Alert(Guid.NewGuid().ToString("N"), request.Feed, request.Key, request.Field, request.Condition, request.Value, time.GetUtcNow().ToUnixTimeMilliseconds()) { WithinMs = request.WithinMs };
        var stored = new StoredAlert(userId, alert) { Base = NumberOf(present, request.Field), BaseOffset = Math.Max(table.Head, present?.Offset ?? 0) };
        await store.WriteAsync(stored, cancellationToken);
        alerts.Watch(stored);
        await rights.NoteAsync(caller, cancellationToken);
        return alert;
    }

    public async ValueTask<Outcome<AlertList>> ListAsync(ChannelCaller caller, ListAlertsRequest request, CancellationToken cancellationToken)
    {
        if (caller.UserId is not { } userId)
            return Refusal.NoUser(nameof(IFeedMethods.ListAlerts));
        await alerts.LoadAsync(cancellationToken);
        var seen = new List<Alert>();
        foreach (var one in users.Of(userId).Where(one => request.Feed is null || one.Alert.Feed == request.Feed))
        {
            // One that is being delivered, or removed because its user has lost the right, shows a value already.
            if (!one.HasFired || one.Delivered || await rights.MayReadAsync(userId, one.Alert.Feed, cancellationToken))
                seen.Add(one.Alert);
        }

        return new AlertList(seen);
    }

    public async ValueTask<Outcome<bool>> ClearAsync(ChannelCaller caller, ClearAlertRequest request, CancellationToken cancellationToken)
    {
        if (caller.UserId is not { } userId)
            return Refusal.NoUser(nameof(IFeedMethods.ClearAlert));
        await alerts.LoadAsync(cancellationToken);
        if (users.Find(userId, request.AlertId) is not { } stored)
            return false;
        await store.RemoveAsync(request.AlertId, cancellationToken);
        alerts.Forget(stored.Alert);
        users.Remove(userId, request.AlertId);
        await rights.ForgetAsync(userId, cancellationToken);
        return true;
    }

    private static double? NumberOf(FeedEntry? entry, string field) =>
        entry?.Data is { } data && JsonElement.Parse(data.Bytes.Span).TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
