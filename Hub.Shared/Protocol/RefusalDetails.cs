namespace RealtimeHub.Shared;

/// <summary>
/// The machine-readable part of a refusal. Every member is optional. Clients read these, and never parse the text, which is
/// for people.
/// </summary>
public abstract record RefusalData
{
    /// <summary>Why, one machine word such as <c>muted</c> or <c>retention</c>; docs/protocol.md and docs/chat.md list them.</summary>
    public string? Reason { get; init; }

    /// <summary>The field of the request that broke a rule, such as <c>data</c> or <c>since.offset</c>.</summary>
    public string? Field { get; init; }

    /// <summary>The limit that was exceeded: bytes, characters, entries or calls a second, as the text says.</summary>
    public long? Limit { get; init; }

    /// <summary>The actual value where a limit was exceeded or an expectation failed, in the unit of <see cref="Limit"/>.</summary>
    public long? Actual { get; init; }

    /// <summary>How long to wait before the same call may succeed, in milliseconds, at least 1.</summary>
    public long? RetryAfterMs { get; init; }

    /// <summary>Until when the reason applies, Unix milliseconds; absent for no end.</summary>
    public long? UntilTime { get; init; }

    /// <summary>The right that is missing: <c>subscribe</c>, <c>publish</c>, <c>signal</c>, <c>presence</c> or <c>history</c>.</summary>
    public string? Right { get; init; }

    /// <summary>The index of the entry, in a list of the request, that was refused; from 0.</summary>
    public int? Index { get; init; }

    /// <summary>These members alone; null when none is set.</summary>
    public RefusalDetails? ToDetails()
    {
        var details = new RefusalDetails { Channel = RefusedChannel }.WithData(this);
        return details == RefusalDetails.None ? null : details;
    }

    /// <summary>The channel that was refused, where the message has one as a member of its details.</summary>
    private protected virtual string? RefusedChannel => null;
}

/// <summary>The details of a refusal: the JSON object behind its text.</summary>
public sealed record RefusalDetails : RefusalData
{
    internal static readonly RefusalDetails None = new();

    /// <summary>The channel that was refused.</summary>
    public string? Channel { get; init; }

    private protected override string? RefusedChannel => Channel;
}

/// <summary>How messages take over the details of a refusal.</summary>
public static class RefusalDataExtensions
{
    /// <summary>The same message with the members of a refusal, all but the channel; unchanged where there are none.</summary>
    public static T WithData<T>(this T message, RefusalData? data)
        where T : RefusalData => data is null ? message : (T)((RefusalData)message with
        {
            Reason = data.Reason,
            Field = data.Field,
            Limit = data.Limit,
            Actual = data.Actual,
            RetryAfterMs = data.RetryAfterMs,
            UntilTime = data.UntilTime,
            Right = data.Right,
            Index = data.Index,
        });
}
