using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Server.Tests.Identity;

public class QuietRequestLogTests
{
    [Fact]
    public async Task Request_TokenInQuery_IsInNoLogLineEvenWhereEverythingIsLogged()
    {
        var lines = new ConcurrentQueue<string>();
        await using var server = await IdentityServer.StartAsync(
            "Development",
            new Capture(lines),
            ("Logging:LogLevel:Default", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
            ("Logging:Capture:LogLevel:Default", "Trace"),
            ("Logging:Capture:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"));
        var good = server.TokenOf("ann");

        var passed = await server.SendAsync(HttpMethod.Post, "/hub/negotiate?access_token=" + good);
        var refused = await server.SendAsync(HttpMethod.Post, "/hub/negotiate?access_token=forged-token");

        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains(lines, line => line.Contains("not three parts", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(good, StringComparison.Ordinal) || line.Contains("forged-token", StringComparison.Ordinal));
    }

    [ProviderAlias("Capture")]
    private sealed class Capture(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
