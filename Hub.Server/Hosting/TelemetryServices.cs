using Microsoft.AspNetCore.Http;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Diagnostics.Telemetry;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts metrics and traces together: <c>/metrics</c> always, OTLP where a collector is configured.</summary>
internal static class TelemetryServices
{
    public const string MetricsPath = "/metrics";

    private static readonly string[] Meters =
    [
        ServerCounters.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections",
    ];

    private static readonly string[] Sources = [Tracing.SourceName, "Microsoft.AspNetCore.SignalR.Server"];

    /// <summary>What measures. Who reads it is for the application to say.</summary>
    public static void AddGauges(this IServiceCollection services, TelemetryOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ServerGauges>();
        services.AddHostedService(provider => provider.GetRequiredService<ServerGauges>());
    }

    public static void AddTelemetry(this IServiceCollection services, TelemetryOptions options, string node)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("realtimehub", serviceVersion: VersionOf(), autoGenerateServiceInstanceId: false, serviceInstanceId: node))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters).AddRuntimeInstrumentation();

                // Every reader gets the figures of its own moment. What no one may read is not measured either.
                if (options.Metrics != MetricsAccess.Nobody)
                    metrics.AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
                if (options.OtlpEndpoint.Length > 0)
                {
                    metrics.AddOtlpExporter((exporter, reader) =>
                    {
                        Configure(exporter, options, "v1/metrics");
                        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.OtlpInterval.TotalMilliseconds;
                    });
                }
            });
        if (options.OtlpEndpoint.Length > 0)
            telemetry.WithTracing(traces => AddTraces(traces, options));
    }

    /// <summary>Maps <c>/metrics</c> for those who may read it.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<TelemetryOptions>().Metrics;
        if (access == MetricsAccess.Nobody)
            return;
        app.UseWhen(context => context.Request.Path.StartsWithSegments(MetricsPath), metrics => metrics.UseMiddleware<MetricsGate>());
        app.MapPrometheusScrapingEndpoint(MetricsPath);
    }

    private static void AddTraces(TracerProviderBuilder traces, TelemetryOptions options)
    {
        // A client's request to be sampled is not enough: it could have all its calls sampled.
        var share = new TraceIdRatioBasedSampler(options.TraceRatio);
        traces.SetSampler(new ParentBasedSampler(share, remoteParentSampled: share))
            .AddSource(Sources)
            .AddAspNetCoreInstrumentation(requests => requests.Filter = IsTraced)
            .AddOtlpExporter(exporter => Configure(exporter, options, "v1/traces"));
    }

    // A connection would be one span of hours; its calls have their own.
    private static bool IsTraced(HttpContext context) => HubPaths.IsApi(context);

    private static void Configure(OtlpExporterOptions exporter, TelemetryOptions options, string path)
    {
        exporter.Protocol = options.OtlpProtocol == OtlpProtocol.Http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = options.OtlpProtocol == OtlpProtocol.Http ? new Uri(options.OtlpEndpoint.TrimEnd('/') + "/" + path) : new Uri(options.OtlpEndpoint);
    }

    private static string VersionOf() => typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3) ?? "";
}
