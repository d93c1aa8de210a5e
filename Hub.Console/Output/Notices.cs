using RealtimeHub.Client;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Output;

/// <summary>Shows a person what happens to the connection and to a subscription, on the error output.</summary>
internal sealed class Notices(TextWriter error)
{
    private Position? held;
    private bool wasConnected;

    /// <summary>A line of its own.</summary>
    public void Write(string text) => error.WriteLine("rthub: " + text);

    /// <summary>The subscription has been granted.</summary>
    public void Begin(Subscription subscription) =>
        Write($"listening to {Plain.Text(subscription.Channel.Value)}" + (subscription.Position is { } position ? $" at offset {position.Offset}" : ""));

    public void On(HubClient client, ConnectionStateChange change)
    {
        switch (change.Current)
        {
            case ConnectionState.Connected:
                Write($"connected{(wasConnected ? " again" : "")} by {client.Transport} as {Plain.Text(client.Welcome?.UserId ?? "anonymous")}");
                wasConnected = true;
                break;
            case ConnectionState.Connecting or ConnectionState.Reconnecting when change.RetryAfter is { } wait:
                var what = change.Current == ConnectionState.Connecting ? "no connection"
                    : change.Previous == ConnectionState.Connected ? "connection lost" : "not back yet";
                Write($"{what}{Reason(change.Error)}; next attempt in {wait.TotalSeconds:0.0} s");
                break;
        }
    }

    public void On(Subscription subscription, SubscriptionStateChange change)
    {
        switch (change.Current)
        {
            case SubscriptionState.Subscribing:
                held ??= subscription.Position;
                break;
            case SubscriptionState.Lagging:
                Write($"{Plain.Text(subscription.Channel.Value)} comes faster than it is read; what is missed now is read again");
                break;
            case SubscriptionState.Subscribed:
                Returned(subscription, change.Recovered);
                break;
        }
    }

    public void On(Reset reset, ChannelMode? mode)
    {
        if (mode == ChannelMode.State)
        {
            Write($"{Plain.Text(reset.Channel.Value)} {WhatStateDid(reset)}");
            return;
        }

        var hole = reset.Gap is { } gap && gap.Before - gap.After > 1 ? $" ({gap.After + 1} to {gap.Before - 1})" : "";
        Write($"{Plain.Text(reset.Channel.Value)}: publications are missing{hole}: {reset.Reason.ToString().ToLowerInvariant()}; continuing at offset {reset.Position.Offset}");
    }

    /// <summary>What a reset means in state mode, where nothing is missed that counts: the present values follow.</summary>
    public static string WhatStateDid(Reset reset) => reset.Reason == GapReason.Epoch
        ? "begins again; its present values follow"
        : "changed more than can be replayed; its present values follow";

    private void Returned(Subscription subscription, bool recovered)
    {
        var now = subscription.LastReply.Position;
        if (recovered && held is { } before)
        {
            var missed = now.Offset - before.Offset;
            Write(missed == 0
                ? $"{Plain.Text(subscription.Channel.Value)}: back, nothing was missed"
                : $"{Plain.Text(subscription.Channel.Value)}: back, recovered offsets {before.Offset + 1} to {now.Offset}");
        }

        held = null;
    }

    private static string Reason(Exception? error) => error is null ? "" : ": " + Plain.Text((error.InnerException ?? error).Message, 200);
}
