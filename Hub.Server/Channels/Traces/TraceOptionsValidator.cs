using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Channels.Traces;

/// <summary>The ranges of <see cref="TraceOptions"/>.</summary>
internal sealed class TraceOptionsValidator : OptionsValidator<TraceOptions>
{
    private const int Most = 100_000;

    protected override IEnumerable<string?> Faults(TraceOptions options) =>
    [
        Range(nameof(options.DeliveriesPerConnection), options.DeliveriesPerConnection, 0, Most),
        Range(nameof(options.EndedSubscriptions), options.EndedSubscriptions, 0, Most),
        Range(nameof(options.Refusals), options.Refusals, 0, Most),
    ];
}
