using System.Reflection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hosting;

/// <summary>docs/operations.md explains what the server says.</summary>
public class OperationsPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs/operations.md"));

    [Fact]
    public void Page_HasEveryWarningAndErrorOfTheLogAndNoOther()
    {
        var events = typeof(ServerCounters).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Where(attribute => attribute.Level >= LogLevel.Warning)
            .Select(attribute => $"| `{attribute.Message}` | {attribute.Level.ToString().ToLowerInvariant()} |")
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var rows = Page[Page.IndexOf("## The log", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line[..(line.IndexOf(" | ", line.IndexOf("` | ", StringComparison.Ordinal) + 4, StringComparison.Ordinal) + 2)])
            .Order(StringComparer.Ordinal).ToList();

        Assert.Equal(events, rows);
    }

    [Fact]
    public void Page_HasEveryExitCode() => Assert.All(
        typeof(ExitCodes).GetFields().Select(field => (int)field.GetValue(null)!),
        code => Assert.Contains($"\n| {code} | ", Page, StringComparison.Ordinal));
}
