using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Identity;

public class TokenLogTests
{
    // A rule with a wildcard is longer than the category, and so stronger than any rule for it.
    private static readonly (string Key, string Value)[] Everything =
    [
        ("Logging:LogLevel:Default", "Trace"),
        ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
        ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics*", "Trace"),
        ("Logging:Capture:LogLevel:Default", "Trace"),
        ("Logging:Capture:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics*", "Trace"),
        ("Logging:Capture:LogLevel:Microsoft.AspNetCore.Server.Kestrel.BadRequests*", "Trace"),
    ];

    [Fact]
    public async Task Request_TokenInQuery_IsInNoLogLineEvenWhereEverythingIsLogged()
    {
        var log = new LogCapture();
        await using var server = await IdentityServer.StartAsync("Development", log, Everything);
        var good = server.TokenOf("ann");

        var passed = await server.SendAsync(HttpMethod.Post, "/hub/negotiate?access_token=" + good);
        var refused = await server.SendAsync(HttpMethod.Post, "/hub/negotiate?access_token=forged-token");
        await server.SendAsync(HttpMethod.Get, $"/{good}/page");

        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains(log.Lines, line => line.Contains("not three parts", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(good, StringComparison.Ordinal) || line.Contains("forged-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_TokenInQuery_IsInNoTraceAndNoMetric()
    {
        var seen = new ConcurrentBag<string>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Add($"{activity.Source.Name} {activity.DisplayName} {Text(activity.TagObjects)} {Text(activity.Baggage)} {string.Join(' ', activity.Events.Select(one => one.Name + Text(one.Tags)))}"),
        };
        ActivitySource.AddActivityListener(traces);
        using var metrics = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Add($"{instrument.Meter.Name} {instrument.Name} {Text(tags.ToArray())}"));
        metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => seen.Add($"{instrument.Meter.Name} {instrument.Name} {Text(tags.ToArray())}"));
        metrics.Start();
        await using var server = await IdentityServer.StartAsync();
        var good = server.TokenOf("ann");

        await server.SendAsync(HttpMethod.Post, "/hub/negotiate?access_token=" + good);
        await server.SendAsync(HttpMethod.Post, "/hub/negotiate?access_token=forged-canary-token");
        await server.SendAsync(HttpMethod.Get, "/hub?id=x&access_token=" + good);
        await server.SendAsync(HttpMethod.Get, "/nowhere?access_token=" + good);
        await server.DisposeAsync();

        Assert.Contains(seen, text => text.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Contains(seen, text => text.Contains("http.server.request.duration", StringComparison.Ordinal));
        // The client's own traces name what it calls; it is this test, not the server.
        Assert.DoesNotContain(seen, text => !text.StartsWith("System.Net.Http", StringComparison.Ordinal) && (text.Contains(good.Split('.')[1], StringComparison.Ordinal) || text.Contains("forged-canary", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("GET /hub?access_token={0}")]
    [InlineData("GET /hub?access_token={0} HTTP/9.9\r\n\r\n")]
    [InlineData("GET /hub?access_token={0} junk HTTP/1.1\r\n\r\n")]
    [InlineData("G\u0001T /hub?access_token={0} HTTP/1.1\r\n\r\n")]
    [InlineData("GET /hub HTTP/1.1\r\nHost: a\r\nAuthorization Bearer {0}\r\n\r\n")]
    [InlineData("GET /hub HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {0}\u0000\r\n\r\n")]
    [InlineData("GET /hub HTTP/1.1\r\nHost: a?access_token={0}\r\n\r\n")]
    [InlineData("POST /hub HTTP/1.1\r\nHost: a\r\nContent-Length: {0}\r\n\r\n")]
    public async Task MalformedRequest_WithAToken_IsInNoLogLineEvenWhereEverythingIsLogged(string request)
    {
        var log = new LogCapture();
        await using var server = await IdentityServer.StartAsync("Development", log, Everything);
        var token = server.TokenOf("ann");
        var sent = string.Format(System.Globalization.CultureInfo.InvariantCulture, request, token);

        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(sent));
        client.Client.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null).Within();

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(token[..20], StringComparison.Ordinal));
    }

    private static string Text<T>(IEnumerable<KeyValuePair<string, T>> tags) => string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));
}
