using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>A collector that takes OTLP over HTTP and reads the protocol buffers as they are specified: spans, and the names of metrics.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication app;

    private OtlpCollector(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    public Recorder<Span> Spans { get; } = new();

    public Recorder<string> Metrics { get; } = new();

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        var collector = new OtlpCollector(builder.Build());
        collector.app.MapPost("/v1/traces", (HttpContext context) => TakeAsync(context, body => Add(ReadSpans(body), collector.Spans)));
        collector.app.MapPost("/v1/metrics", (HttpContext context) => TakeAsync(context, body => Add(ReadMetrics(body), collector.Metrics)));
        await collector.app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task TakeAsync(HttpContext context, Action<byte[]> take)
    {
        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        take(body.ToArray());
    }

    private static void Add<T>(IEnumerable<T> items, Recorder<T> recorder)
    {
        foreach (var item in items)
            recorder.Add(item);
    }

    // ExportTraceServiceRequest.resource_spans(1).scope_spans(2).spans(2): trace_id 1, span_id 2, parent_span_id 4, name 5.
    private static IEnumerable<Span> ReadSpans(byte[] request) =>
        from resource in Fields(request, 1)
        from scope in Fields(resource, 2)
        from span in Fields(scope, 2)
        select new Span(Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Fields(span, 5).Single()));

    // ExportMetricsServiceRequest.resource_metrics(1).scope_metrics(2).metrics(2): name 1.
    private static IEnumerable<string> ReadMetrics(byte[] request) =>
        from resource in Fields(request, 1)
        from scope in Fields(resource, 2)
        from metric in Fields(scope, 2)
        select Encoding.UTF8.GetString(Fields(metric, 1).Single());

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).FirstOrDefault([]));

    /// <summary>The values of a field that have a length.</summary>
    private static IEnumerable<byte[]> Fields(byte[] message, int wanted)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = (int)Varint(message, ref at);
                    if (tag >> 3 == (ulong)wanted)
                        yield return message[at..(at + length)];
                    at += length;
                    break;
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}

/// <summary>A span; ids in hexadecimal digits.</summary>
internal sealed record Span(string TraceId, string SpanId, string ParentId, string Name);
