using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Diagnostics.Logging;
using RealtimeHub.Server.Tests.Identity;

namespace RealtimeHub.Server.Tests.Diagnostics.Logging;

public sealed class RedactingLoggerTests : IDisposable
{
    private const string Signature = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
    private const string Payload = "eyJzdWIiOiIxMjM0NTY3ODkwIn0";
    private readonly LogCapture log = new();
    private readonly RedactingLoggerFactory loggers;

    public RedactingLoggerTests()
    {
        loggers = new RedactingLoggerFactory(LoggerFactory.Create(builder => builder.AddProvider(log).SetMinimumLevel(LogLevel.Trace)));
    }

    public void Dispose() => loggers.Dispose();

    [Theory]
    [InlineData("eyJhbGciOiJIUzI1NiJ9." + Payload + "." + Signature)]
    [InlineData("eyJhbGciOiJIUzI1NiJ9." + Payload)]
    [InlineData("IHsiYWxnIjoiSFMyNTYifQ." + Payload + "." + Signature)]
    [InlineData("eyJhbGciOiJIUzI1NiJ9." + Payload + ".")]
    public void Log_AToken_WritesItNowhere(string token)
    {
        var logger = loggers.CreateLogger("any");

#pragma warning disable CA1873 // Everything is enabled here.
        logger.LogInformation("Text {Value} end", token);
        logger.LogInformation("Object {Value} end", new Holder(token));
#pragma warning restore CA1873
        var failure = new InvalidOperationException("got " + token);
        logger.Log(LogLevel.Error, failure, "Failed");
        using (logger.BeginScope("scope " + token))
            logger.LogInformation("in it");
        using (logger.BeginScope(new Dictionary<string, object> { ["RequestPath"] = "/" + token }.ToList()))
            logger.LogInformation("in it");

        Assert.DoesNotContain(log.Lines, line => line.Contains(token.Split('.')[1], StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("Text [token] end", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("Failed", StringComparison.Ordinal) && line.Contains("got [token]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET /hub?id=1&access_token=any-text&x=1", "GET /hub?id=1&access_token=[token]&x=1")]
    [InlineData("'Authorization: Bearer any-text'", "'Authorization: Bearer [token]'")]
    [InlineData("RealtimeHub.Server.Diagnostics.Logging.RedactingLoggerTests", "RealtimeHub.Server.Diagnostics.Logging.RedactingLoggerTests")]
    [InlineData("topic:news offset 12 epoch 4f2a", "topic:news offset 12 epoch 4f2a")]
    public void Redact_OtherTexts_TakesOutWhatStandsInATokensPlaceOnly(string text, string expected) => Assert.Equal(expected, TokenText.Redact(text));

    [Fact]
    public void Redact_LongRunsOfLetters_TakesLinearTime()
    {
        var text = new string('a', 2_000_000) + "." + new string('b', 2_000_000);
        var began = TimeProvider.System.GetTimestamp();

        Assert.Equal(text, TokenText.Redact(text));

        // Quadratic, it would be hours.
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void IsEnabled_CategoryThatWritesWhatClientsSend_NotBelowItsLevel()
    {
        Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Information));
        Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher").IsEnabled(LogLevel.Debug));
        Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.BadRequests").IsEnabled(LogLevel.Debug));
        Assert.True(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("other").IsEnabled(LogLevel.Trace));
    }

    private sealed record Holder(string Token);
}
