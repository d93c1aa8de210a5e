namespace RealtimeHub.Server.Diagnostics.Logging;

/// <summary>Writes nothing below its own level, no token in a text, a value, a scope or an exception, and of a text or value one line of bounded length.</summary>
/// <param name="inner">The logger that writes.</param>
/// <param name="lowest">The lowest level that is written, whatever the configuration asks for.</param>
internal sealed class RedactingLogger(ILogger inner, LogLevel lowest) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest && inner.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        RedactedState.Of(state, state.ToString() ?? "") is { } redacted ? inner.BeginScope(redacted) : inner.BeginScope(state);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || AnsweredCall.Is(exception))
            return;
        var safe = exception is null ? null : RedactedException.Of(exception);
        var text = formatter(state, exception);
        if (RedactedState.Of(state, text) is { } redacted)
            inner.Log(logLevel, eventId, redacted, safe, static (state, _) => state.ToString());
        else
            inner.Log(logLevel, eventId, state, safe, formatter);
    }
}
