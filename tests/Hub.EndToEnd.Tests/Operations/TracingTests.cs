using System.Diagnostics;
using System.Text;
using RealtimeHub.Client;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>Traces and metrics as a collector gets them by OTLP.</summary>
public sealed class TracingTests
{
    private const string Key = "a-key-of-16-characters-or-more";
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string CallerId = "b7ad6b7169203331";

    [Fact]
    public async Task Publish_WithTraceparent_IsTracedFromTheCallToTheFanout()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var server = await StartAsync(collector, ratio: "1");
        await using var reader = new HubClient(server.HubAddress);
        await reader.ConnectAsync().Within();
        await reader.SubscribeAsync("topic:traced").Within();

        await PublishAsync(server);

        var fanout = await collector.Spans.FirstAsync(span => span.Name == "fan-out" && span.TraceId == TraceId);
        var publish = await collector.Spans.FirstAsync(span => span.SpanId == fanout.ParentId);
        var call = await collector.Spans.FirstAsync(span => span.SpanId == publish.ParentId);
        Assert.Equal((TraceId, "publish"), (publish.TraceId, publish.Name));
        Assert.Equal((TraceId, CallerId), (call.TraceId, call.ParentId));
        await collector.Metrics.FirstAsync(name => name == "realtimehub.server.publications");
    }

    [Fact]
    public async Task Publish_OfATracedClientOnTheHub_ContinuesItsTrace()
    {
        using var source = new ActivitySource("test");
        using var listener = new ActivityListener
        {
            ShouldListenTo = one => one.Name is "test" or "Microsoft.AspNetCore.SignalR.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var collector = await OtlpCollector.StartAsync();
        await using var server = await StartAsync(collector, ratio: "1");
        await using var client = new HubClient(server.HubAddress);
        await client.ConnectAsync().Within();

        string traceId;
        using (var activity = source.StartActivity("order")!)
        {
            traceId = activity.TraceId.ToHexString();
            await client.InvokeAsync<RealtimeHub.Shared.PublishResult>("Publish", new RealtimeHub.Shared.PublishRequest { Channel = "topic:traced", Type = "t", Data = RealtimeHub.Shared.Payload.FromJson("1") }).Within();
        }

        var publish = await collector.Spans.FirstAsync(span => span.Name == "publish" && span.TraceId == traceId);
        var call = await collector.Spans.FirstAsync(span => span.SpanId == publish.ParentId);
        Assert.EndsWith("/Publish", call.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_OutsideTheShare_IsNotTracedThoughItsCallerIs()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var server = await StartAsync(collector, ratio: "0");

        await PublishAsync(server);

        await server.StopAsync();
        Assert.Empty(collector.Spans.Items);
        Assert.Contains("realtimehub.server.publications", collector.Metrics.Items);
    }

    private static Task<ServerProcess> StartAsync(OtlpCollector collector, string ratio) => ServerProcess.StartAsync(new ServerSettings()
        .With("Hub:ApiKeys:0:Name", "test").With("Hub:ApiKeys:0:Key", Key).With("Hub:ApiKeys:0:Scopes", "publish")
        .With("Hub:Telemetry:OtlpEndpoint", collector.Address.ToString()).With("Hub:Telemetry:OtlpProtocol", "http")
        .With("Hub:Telemetry:OtlpInterval", "00:00:00.2").With("Hub:Telemetry:TraceRatio", ratio));

    private static async Task PublishAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/publish") { Content = new StringContent("""{"channel":"topic:traced","type":"t","data":1}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-Key", Key);
        request.Headers.Add("traceparent", $"00-{TraceId}-{CallerId}-01");
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode);
    }
}
