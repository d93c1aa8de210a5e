using System.Collections;

namespace RealtimeHub.Server.Diagnostics.Logging;

/// <summary>The state of a log line as <see cref="LogText"/> has it: structured providers write the values next to the text.</summary>
internal sealed class RedactedState : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly string text;
    private readonly IReadOnlyList<KeyValuePair<string, object?>> values;

    private RedactedState(string text, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        this.text = text;
        this.values = values;
    }

    public int Count => values.Count;

    public KeyValuePair<string, object?> this[int index] => values[index];

    /// <summary>The state with clean texts; null when they are clean already.</summary>
    /// <param name="state">What was logged.</param>
    /// <param name="text">How it reads.</param>
    public static RedactedState? Of(object? state, string text)
    {
        var safe = LogText.Clean(text);
        var changed = safe != text;
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> pairs)
            return changed ? new RedactedState(safe, []) : null;
        var values = new KeyValuePair<string, object?>[pairs.Count];
        for (var index = 0; index < pairs.Count; index++)
        {
            var (name, value) = pairs[index];
            var shown = value is null or ValueType ? null : value.ToString();
            var kept = shown is null ? null : LogText.Clean(shown);
            changed |= kept != shown;
            values[index] = new(name, kept == shown ? value : kept);
        }

        return changed ? new RedactedState(safe, values) : null;
    }

    public override string ToString() => text;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>An exception whose text held a token: what is left is that text without it.</summary>
internal sealed class RedactedException : Exception
{
    private readonly string text;

    private RedactedException(string text)
        : base(text)
    {
        this.text = text;
    }

    /// <summary>The exception itself where its text holds no token.</summary>
    public static Exception Of(Exception exception)
    {
        var text = exception.ToString();
        var safe = TokenText.Redact(text);
        return safe == text ? exception : new RedactedException(safe);
    }

    public override string ToString() => text;
}
