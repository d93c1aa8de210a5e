using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Server.Tests.Identity;

/// <summary>Keeps every line, scope and value that is logged.</summary>
[ProviderAlias("Capture")]
internal sealed class LogCapture : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        lines.Enqueue($"{state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // A structured log writes the values beside the text.
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
        lines.Enqueue($"{formatter(state, exception)} {exception} {values}");
    }

    public void Dispose()
    {
    }
}
