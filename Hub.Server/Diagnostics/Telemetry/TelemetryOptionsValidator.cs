namespace RealtimeHub.Server.Diagnostics.Telemetry;

/// <summary>Checks the options of metrics and traces.</summary>
internal sealed class TelemetryOptionsValidator : OptionsValidator<TelemetryOptions>
{
    protected override IEnumerable<string?> Faults(TelemetryOptions options) =>
    [
        options.OtlpEndpoint.Length == 0 || (Uri.TryCreate(options.OtlpEndpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            ? null
            : $"{nameof(options.OtlpEndpoint)} must be an address such as http://127.0.0.1:4317",
        Range(nameof(options.OtlpInterval), options.OtlpInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        options.TraceRatio is >= 0 and <= 1 ? null : $"{nameof(options.TraceRatio)} must be from 0 to 1",
    ];
}
