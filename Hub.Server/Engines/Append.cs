using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines;

/// <summary>One batch of drafts for one channel.</summary>
internal sealed record Append
{
    public required ChannelName Channel { get; init; }

    /// <summary>At least one, appended in order without anything between them.</summary>
    public required IReadOnlyList<Draft> Drafts { get; init; }

    public required Retention Retention { get; init; }

    public Durability Durability { get; init; } = Durability.Durable;

    /// <summary>The head the channel must have; a used idempotency key answers first.</summary>
    public long? ExpectedOffset { get; init; }
}

/// <summary>A publication before it has an offset and a time.</summary>
internal sealed record Draft
{
    public required string Type { get; init; }

    public required Payload Data { get; init; }

    /// <summary>The key whose value it sets.</summary>
    public string? Key { get; init; }

    /// <summary>Takes the key away, leaving a tombstone for <see cref="Retention.TombstoneAge"/>.</summary>
    public bool Removed { get; init; }

    /// <summary>Marks the value as one whose source is silent.</summary>
    public bool Stale { get; init; }

    public Publisher? Publisher { get; init; }

    /// <summary>Remembered for <see cref="IdempotencyWindow"/> within channel and scope.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whose key it is: a user id, <c>""</c> for all anonymous callers, an API key's name.</summary>
    public string IdempotencyScope { get; init; } = "";

    /// <summary>The offset of the key's present value that this draft replaces; 0 when there must be none (a removed key counts as none).</summary>
    public long? ExpectedKeyOffset { get; init; }

    /// <summary>The span of the publish, as <c>traceparent</c> has it, for the fan-out on this node; not stored. Null when it is not recorded.</summary>
    public string? Trace { get; init; }

    /// <summary>How long a used key answers with the first position.</summary>
    public static TimeSpan IdempotencyWindow { get; } = TimeSpan.FromMinutes(5);
}

/// <summary>What a channel keeps. The oldest goes first; a limit never touches the state's present values.</summary>
internal sealed record Retention
{
    /// <summary>The most publications of the log.</summary>
    public required int HistoryCount { get; init; }

    /// <summary>The greatest age of a publication of the log; null sets none.</summary>
    public required TimeSpan? HistoryAge { get; init; }

    /// <summary>How long a removed key is remembered as removed.</summary>
    public required TimeSpan TombstoneAge { get; init; }

    /// <summary>
    /// True when history shows each publication that has a key with that key's present value (the
    /// <c>data</c> of the newest publication of the key): an edited text is then in no read, and off the disk after
    /// compaction. The publication keeps its own offset, type, time and publisher.
    /// </summary>
    public bool ShowsPresentValues { get; init; }
}

/// <summary>When an append counts as accepted.</summary>
public enum Durability
{
    /// <summary>Accepted and delivered only when it is on disk.</summary>
    Durable,

    /// <summary>Written at once, on disk within 50 ms.</summary>
    Relaxed,

    /// <summary>Not written to disk; gone with the process.</summary>
    None,
}

/// <summary>What became of an append.</summary>
internal readonly record struct AppendResult(AppendOutcome Outcome, OneOrMany<Appended> Drafts, Position Head)
{
    public static AppendResult Refused(Position head) => new(AppendOutcome.Conflict, default, head);
}

internal enum AppendOutcome
{
    /// <summary>Every draft has a position now, or had one.</summary>
    Appended,

    /// <summary>An expected offset was wrong; nothing was changed.</summary>
    Conflict,
}

/// <summary>Where a draft went.</summary>
/// <param name="Position">Its position, or the first one's of a repeated idempotency key.</param>
/// <param name="Duplicate">Whether it was such a repeat.</param>
internal readonly record struct Appended(Position Position, bool Duplicate);

/// <summary>A merged value that takes the place of the log up to an offset.</summary>
internal sealed record Compaction
{
    public required ChannelName Channel { get; init; }

    public required string Key { get; init; }

    public required string Type { get; init; }

    public required Payload Data { get; init; }

    /// <summary>The value includes everything up to here; becomes the key's offset.</summary>
    public required long UpTo { get; init; }

    /// <summary>The epoch that <see cref="UpTo"/> belongs to; another one makes the compaction lose.</summary>
    public required string Epoch { get; init; }
}
