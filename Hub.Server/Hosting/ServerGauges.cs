using System.Diagnostics.Metrics;
using System.Text.Json;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Presence;
using RealtimeHub.Server.Webhooks;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>What there is at this moment, read when it is asked for.</summary>
internal sealed class ServerGauges(
    IMeterFactory meters,
    ServerCounters counters,
    RealtimeHubOptions options,
    Connections connections,
    LiveChannels channels,
    PresenceRegistry presence,
    LiveDocuments documents,
    DocumentSessions sessions,
    WebhookHost webhooks,
    IEnumerable<IReadinessCheck> checks,
    IEnumerable<IHealthWarnings> warnings) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(ServerCounters.MeterName);
        Gauge(meter, "channels", () => channels.Count, "{channel}", "Channels that anything on this node listens to.");
        Gauge(meter, "outbox.callbacks", () => connections.All.Sum(one => (long)one.Outbox.Waiting), "{callback}", "Callbacks that wait for connections to read.");
        Gauge(meter, "outbox.size", () => connections.All.Sum(one => (long)one.Outbox.WaitingBytes), "By", "Bytes that wait for connections to read.");
        meter.CreateObservableGauge("realtimehub.server.outbox.age", OldestWait, "s", "How long the oldest callback has waited for its connection to read.");
        Gauge(meter, "presence.channels", () => presence.Channels, "{channel}", "Channels that have members.");
        Gauge(meter, "documents", () => documents.Count, "{document}", "Documents in memory.");
        Gauge(meter, "document.connections", () => sessions.Count, "{connection}", "Connections of y-websocket's providers.");
        Gauge(meter, "webhook.pending", () => webhooks.All.Sum(one => one.Pending), "{channel}", "Channels that have events to be sent to webhooks.");
        Gauge(meter, "webhook.dead_letters", () => webhooks.All.Sum(one => one.DeadLetters.Count), "{event}", "Events that webhooks gave up.");
        Gauge(meter, "ready", () => checks.All(check => check.Reason is null) ? 1 : 0, "{node}", "1 while clients may connect.");
        Gauge(meter, "warnings", () => warnings.SelectMany(one => one.Warnings).Count(), "{warning}", "Faults that /health/ready lists as warnings, such as feeds' sources that fail.");
        counters.Begin(options.Namespaces.Select(one => one.Key), Words<ClosingCode>(), Words<ErrorCode>(), Words<GapReason>());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<string> Words<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);

    private double OldestWait() => connections.All.Select(one => one.Outbox.OldestWait).DefaultIfEmpty(TimeSpan.Zero).Max().TotalSeconds;

    private static void Gauge(Meter meter, string name, Func<long> read, string unit, string description) =>
        meter.CreateObservableUpDownCounter("realtimehub.server." + name, read, unit, description);
}
