using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines;

/// <summary>Which publications of a log. With <see cref="After"/> the oldest behind it, else the newest before <see cref="Before"/>.</summary>
internal sealed record LogQuery
{
    /// <summary>Exclusive lower bound; reading goes up from here.</summary>
    public long? After { get; init; }

    /// <summary>Exclusive upper bound.</summary>
    public long? Before { get; init; }

    /// <summary>The most publications, at least 1.</summary>
    public required int Limit { get; init; }

    /// <summary>The most bytes of payload; one publication is always given.</summary>
    public long MaxBytes { get; init; } = 1 << 20;
}

/// <summary>A page of a log, ascending and without holes.</summary>
internal sealed record LogPage
{
    public required string Epoch { get; init; }

    /// <summary>The head at the moment of reading.</summary>
    public required long Head { get; init; }

    /// <summary>The oldest offset kept; head + 1 when none is. A reader behind it has a gap.</summary>
    public required long FirstOffset { get; init; }

    public required IReadOnlyList<Publication> Publications { get; init; }

    /// <summary>Whether more is kept in the direction of reading, within the bounds.</summary>
    public required bool HasMore { get; init; }

    public Position Position => new(Epoch, Head);
}

/// <summary>Which keys of a state: by key, or (with <see cref="ChangedAfter"/>) by offset.</summary>
internal sealed record StateQuery
{
    /// <summary>Only these keys.</summary>
    public IReadOnlyCollection<string>? Keys { get; init; }

    /// <summary>Only keys that begin so.</summary>
    public string? Prefix { get; init; }

    /// <summary>In order of keys (UTF-8 bytes), those behind this one.</summary>
    public string? AfterKey { get; init; }

    /// <summary>In order of offsets, those changed after this one, with the removals among them as tombstones.</summary>
    public long? ChangedAfter { get; init; }

    public required int Limit { get; init; }

    /// <summary>The most bytes of payload; one entry is always given.</summary>
    public long MaxBytes { get; init; } = 1 << 20;
}

/// <summary>A page of a state. A removed key is a publication with <c>removed</c>, and only in answers by offset.</summary>
internal sealed record KeyPage
{
    public required string Epoch { get; init; }

    public required long Head { get; init; }

    /// <summary>Removals at or below this offset may have been forgotten; a reader behind it needs the whole state again.</summary>
    public required long ForgottenUpTo { get; init; }

    public required IReadOnlyList<Publication> Entries { get; init; }

    public required bool HasMore { get; init; }

    public Position Position => new(Epoch, Head);
}
