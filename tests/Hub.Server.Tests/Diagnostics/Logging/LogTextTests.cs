using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Diagnostics.Logging;
using RealtimeHub.Server.Tests.Identity;

namespace RealtimeHub.Server.Tests.Diagnostics.Logging;

[Trait("Safety", "L26")]
[Trait("Safety", "B13")]
public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain, ünïcode, 日本語 and {0}", "plain, ünïcode, 日本語 and {0}")]
    [InlineData("one\r\ninfo: forged", @"one\r\ninfo: forged")]
    [InlineData("\u001b[31mred\0\tend", @"\u001b[31mred\u0000\tend")]
    [InlineData("a\u2028b\u2029c\u0085d", @"a\u2028b\u2029c\u0085d")]
    public void Clean_AText_IsOneLine(string text, string expected) => Assert.Equal(expected, LogText.Clean(text));

    [Fact]
    public void Clean_ALongText_IsCutAndSaysSo()
    {
        var cut = LogText.Clean(new string('x', 1_000_000));

        Assert.Equal(LogText.MaxCharacters, cut.Length);
        Assert.EndsWith("… (1000000 characters)", cut, StringComparison.Ordinal);
        Assert.Equal(4095, LogText.Clean("xx" + string.Concat(Enumerable.Repeat("😀", 100_000))).Length);
    }

    [Fact]
    public void Log_WhatAClientSent_IsOneLineInTextAndValues()
    {
        var log = new LogCapture();
        using var loggers = new RedactingLoggerFactory(LoggerFactory.Create(builder => builder.AddProvider(log)));

#pragma warning disable CA1873 // Everything is enabled here.
        loggers.CreateLogger("any").LogInformation("Room {Name} of {User}", "a\ninfo: forged", new string('\u001b', 5_000));
#pragma warning restore CA1873

        var line = Assert.Single(log.Lines);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.InRange(line.Length, 4_000, 3 * LogText.MaxCharacters);
    }
}
