namespace RealtimeHub.Server.Diagnostics.Telemetry;

/// <summary>Who may read <c>/metrics</c>.</summary>
public enum MetricsAccess
{
    /// <summary>Everyone who reaches the server.</summary>
    Anyone,

    /// <summary>Programs on this machine.</summary>
    Loopback,

    /// <summary>Programs with an API key of the scope <c>read</c>, in <c>X-API-Key</c>.</summary>
    Key,

    /// <summary>No one: there is no such address.</summary>
    Nobody,
}

/// <summary>How measurements and traces are sent by OTLP.</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC, usually on port 4317.</summary>
    Grpc,

    /// <summary>Protocol buffers over HTTP, usually on port 4318; the paths <c>/v1/metrics</c> and <c>/v1/traces</c> are added.</summary>
    Http,
}

/// <summary>Metrics and traces: <c>Hub:Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Who may read <c>/metrics</c>: <c>anyone</c>, <c>loopback</c>, <c>key</c> (an API key of the scope read) or <c>nobody</c>, which saves measuring where nothing is sent by OTLP either. Default: <c>anyone</c>.</summary>
    public MetricsAccess Metrics { get; set; }

    /// <summary>The address of an OTLP collector, which gets metrics and traces: <c>http://127.0.0.1:4317</c>. Empty, the default, sends nothing.</summary>
    public string OtlpEndpoint { get; set; } = "";

    /// <summary>How the collector is spoken to: <c>grpc</c> or <c>http</c>. Default: <c>grpc</c>.</summary>
    public OtlpProtocol OtlpProtocol { get; set; }

    /// <summary>How often metrics are sent to the collector, 100 ms to 1 hour. Default: 1 minute.</summary>
    public TimeSpan OtlpInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The share of traces that are recorded, also of those that a client began, from 0 (none) to 1 (all). Default: 0.01.</summary>
    public double TraceRatio { get; set; } = 0.01;
}
