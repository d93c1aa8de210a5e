using RealtimeHub.Shared;

namespace RealtimeHub.TestKit.Histories;

/// <summary>What a channel's log holds at the end.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="FirstOffset">The oldest offset kept.</param>
/// <param name="Head">The newest offset.</param>
/// <param name="Entries">Offset and value of every publication kept, ascending.</param>
public sealed record FinalLog(string Channel, string Epoch, long FirstOffset, long Head, IReadOnlyList<(long Offset, string Value)> Entries);

/// <summary>What is wrong with a history; every list is empty when nothing is.</summary>
public sealed record HistoryReport
{
    /// <summary>Acknowledged or seen, and not there, though nothing said so.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>There or seen twice, or one offset given to two values.</summary>
    public required IReadOnlyList<string> Duplicates { get; init; }

    /// <summary>Seen or stored in another order than published.</summary>
    public required IReadOnlyList<string> Reordered { get; init; }

    /// <summary>Nobody published it, or not there.</summary>
    public required IReadOnlyList<string> Unexpected { get; init; }

    public bool IsGood => Lost.Count + Duplicates.Count + Reordered.Count + Unexpected.Count == 0;

    public override string ToString() => IsGood ? "good" : string.Join(Environment.NewLine, [
        .. Lost.Select(text => "lost: " + text),
        .. Duplicates.Select(text => "duplicate: " + text),
        .. Reordered.Select(text => "reordered: " + text),
        .. Unexpected.Select(text => "unexpected: " + text)]);
}

/// <summary>Compares what happened with what is stored in the end.</summary>
public sealed class HistoryCheck
{
    private readonly List<string> lost = [];
    private readonly List<string> duplicates = [];
    private readonly List<string> reordered = [];
    private readonly List<string> unexpected = [];
    private readonly IReadOnlyList<HistoryEvent> events;

    private HistoryCheck(IReadOnlyList<HistoryEvent> events) => this.events = events;

    /// <summary>Checks the events of every channel against the logs given.</summary>
    public static HistoryReport Of(History history, params IReadOnlyCollection<FinalLog> logs)
    {
        var check = new HistoryCheck(history.Events);
        check.CheckPositions();
        check.CheckWriters();
        check.CheckReaders();
        foreach (var log in logs)
            check.CheckLog(log);
        return new HistoryReport
        {
            Lost = check.lost,
            Duplicates = check.duplicates,
            Reordered = check.reordered,
            Unexpected = check.unexpected,
        };
    }

    // A position is given to one value, a value gets one position, no matter who reports it.
    private void CheckPositions()
    {
        var values = new Dictionary<(string, Position), string>();
        var positions = new Dictionary<(string, string Epoch, string Value), long>();
        var attempted = Of(HistoryEventKind.Attempted).Select(one => (one.Channel, one.Value)).ToHashSet();
        foreach (var one in events.Where(one => one.Kind != HistoryEventKind.Attempted))
        {
            if (!attempted.Contains((one.Channel, one.Value)))
                unexpected.Add($"{one.ToLine()} was never attempted");
            if (!values.TryAdd((one.Channel, one.Position), one.Value) && values[(one.Channel, one.Position)] != one.Value)
                duplicates.Add($"{one.ToLine()}, but the position was {values[(one.Channel, one.Position)]}'s");
            var key = (one.Channel, one.Position.Epoch, one.Value);
            if (!positions.TryAdd(key, one.Position.Offset) && positions[key] != one.Position.Offset)
                duplicates.Add($"{one.ToLine()}, but it was at {positions[key]} already");
        }
    }

    // A writer that waits for each answer gets ascending offsets.
    private void CheckWriters() => CheckAscending(HistoryEventKind.Acknowledged, inOneRun: false);

    // A reader gets ascending offsets without holes.
    private void CheckReaders() => CheckAscending(HistoryEventKind.Saw, inOneRun: true);

    private void CheckAscending(HistoryEventKind kind, bool inOneRun)
    {
        foreach (var group in Of(kind).GroupBy(one => (one.Who, one.Channel, one.Position.Epoch)))
        {
            HistoryEvent? last = null;
            foreach (var one in group)
            {
                if (last is not null && one.Position.Offset == last.Position.Offset)
                    duplicates.Add($"{one.ToLine()} came twice");
                else if (last is not null && one.Position.Offset < last.Position.Offset)
                    reordered.Add($"{one.ToLine()} came after {last.Position.Offset}");
                else if (last is not null && inOneRun && one.Position.Offset != last.Position.Offset + 1)
                    lost.Add($"what is between {last.Position.Offset} and {one.ToLine()}");
                last = one;
            }
        }
    }

    private void CheckLog(FinalLog log)
    {
        CheckEntries(log);
        var byOffset = log.Entries.DistinctBy(entry => entry.Offset).ToDictionary(entry => entry.Offset, entry => entry.Value);
        foreach (var one in events.Where(one => one.Channel == log.Channel && one.Kind != HistoryEventKind.Attempted && one.Position.Epoch == log.Epoch))
        {
            if (one.Position.Offset > log.Head)
                lost.Add($"{one.ToLine()} is beyond the head {log.Head}");
            else if (one.Position.Offset >= log.FirstOffset && byOffset.GetValueOrDefault(one.Position.Offset) is var value && value != one.Value)
                lost.Add($"{one.ToLine()}, where {value ?? "nothing"} is");
        }
    }

    private void CheckEntries(FinalLog log)
    {
        var attempted = Of(HistoryEventKind.Attempted).Where(one => one.Channel == log.Channel).Select(one => one.Value).ToHashSet();
        var seen = new HashSet<string>();
        var next = log.FirstOffset;
        foreach (var (offset, value) in log.Entries)
        {
            if (offset < next)
                reordered.Add($"{log.Channel} {offset} {value} is behind {next - 1}");
            else if (offset > next)
                lost.Add($"{log.Channel} {next} to {offset - 1} are missing from the log");
            if (!seen.Add(value))
                duplicates.Add($"{log.Channel} {offset} {value} is in the log twice");
            if (!attempted.Contains(value))
                unexpected.Add($"{log.Channel} {offset} {value} was never attempted");
            next = offset + 1;
        }

        if (next != log.Head + 1)
            lost.Add($"{log.Channel} {next} to {log.Head} are missing from the log");
    }

    private IEnumerable<HistoryEvent> Of(HistoryEventKind kind) => events.Where(one => one.Kind == kind);
}
