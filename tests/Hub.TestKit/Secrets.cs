using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.TestKit;

/// <summary>What may be in no log of any server that a test runs: access tokens, and canaries that tests put into tokens, queries and payloads.</summary>
public static partial class Secrets
{
    /// <summary>What every canary begins with.</summary>
    public const string Canary = "canary-";

    /// <summary>A text to send as a secret, found wherever it turns up.</summary>
    public static string NewCanary() => Canary + Guid.NewGuid().ToString("N");

    /// <summary>Whether a line holds a secret.</summary>
    public static bool IsIn(string line) => line.Contains(Canary, StringComparison.Ordinal) || Token().IsMatch(line);

    /// <summary>Fails when any of the lines holds a secret.</summary>
    /// <exception cref="InvalidOperationException">One does; the message shows it.</exception>
    public static void AreInNone(IEnumerable<string> lines)
    {
        if (lines.FirstOrDefault(IsIn) is { } line)
            throw new InvalidOperationException("A secret is in the log: " + line);
    }

    [GeneratedRegex(@"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{20,}", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}

/// <summary>Keeps what a server in this process logs.</summary>
public sealed class LogRecorder : ILoggerProvider, ILogger
{
    /// <summary>The lines, with their exceptions.</summary>
    public Recorder<string> Lines { get; } = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Lines.Add($"{formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
