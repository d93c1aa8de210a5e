using System.Globalization;
using RealtimeHub.Shared;

namespace RealtimeHub.TestKit.Histories;

/// <summary>
/// What writers attempted and were told, and what readers saw, of values that are each attempted once. Kept in memory or as
/// lines of text, so that it outlives a process that is killed. Safe to use from any thread.
/// </summary>
public sealed class History
{
    private readonly Lock gate = new();
    private readonly List<HistoryEvent> events = [];

    /// <summary>Everything so far, in the order in which it was written down.</summary>
    public IReadOnlyList<HistoryEvent> Events
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    /// <summary>A writer is about to publish a value.</summary>
    public void Attempted(string writer, string channel, string value) =>
        Add(new HistoryEvent(HistoryEventKind.Attempted, writer, channel, Position.None, value));

    /// <summary>The writer was told that it is stored.</summary>
    public void Acknowledged(string writer, string channel, Position position, string value) =>
        Add(new HistoryEvent(HistoryEventKind.Acknowledged, writer, channel, position, value));

    /// <summary>A reader was given a value. What one reader saw of a channel is in the order in which it saw it.</summary>
    public void Saw(string reader, string channel, Position position, string value) =>
        Add(new HistoryEvent(HistoryEventKind.Saw, reader, channel, position, value));

    public void Add(HistoryEvent one)
    {
        lock (gate)
            events.Add(one);
    }

    /// <summary>Takes in lines that <see cref="HistoryEvent.ToLine"/> made; a last line that was cut off counts for nothing.</summary>
    public void AddLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (HistoryEvent.TryParse(line, out var one))
                Add(one);
        }
    }
}

public enum HistoryEventKind
{
    Attempted,
    Acknowledged,
    Saw,
}

/// <summary>One thing that happened.</summary>
/// <param name="Kind">What.</param>
/// <param name="Who">The writer or reader.</param>
/// <param name="Channel">Where.</param>
/// <param name="Position">At which position; none for an attempt.</param>
/// <param name="Value">The value, without white space.</param>
public sealed record HistoryEvent(HistoryEventKind Kind, string Who, string Channel, Position Position, string Value)
{
    // The mark at the end tells a line that was cut off from a whole one.
    private const string End = ".";

    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture, $"{Kind} {Who} {Channel} {(Position.Epoch.Length == 0 ? "-" : Position.Epoch)} {Position.Offset} {Value} {End}");

    public static bool TryParse(string line, out HistoryEvent one)
    {
        one = null!;
        var parts = line.Split(' ');
        if (parts.Length != 7 || parts[6] != End || !Enum.TryParse<HistoryEventKind>(parts[0], out var kind)
            || !long.TryParse(parts[4], CultureInfo.InvariantCulture, out var offset))
            return false;
        one = new HistoryEvent(kind, parts[1], parts[2], new Position(parts[3] == "-" ? "" : parts[3], offset), parts[5]);
        return true;
    }
}
