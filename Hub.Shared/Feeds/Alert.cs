using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>When an alert fires.</summary>
[JsonConverter(typeof(WireEnumConverter<AlertCondition>))]
public enum AlertCondition
{
    /// <summary>A value is greater than the threshold.</summary>
    Above,

    /// <summary>A value is less than the threshold.</summary>
    Below,

    /// <summary>A value is on the other side of the threshold than the one before it, or reaches it.</summary>
    Crosses,

    /// <summary>A value differs by a percentage from one of the values within a time before it.</summary>
    Changes,
}

/// <summary>Sets an alert of the calling user.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Key">The key.</param>
/// <param name="Field">The field, one of numbers.</param>
/// <param name="Condition">When it fires.</param>
/// <param name="Value">The threshold; for <see cref="AlertCondition.Changes"/> the percentage, above 0.</param>
public sealed record SetAlertRequest(string Feed, string Key, string Field, AlertCondition Condition, double Value)
{
    /// <summary>The time of <see cref="AlertCondition.Changes"/> in milliseconds, 1,000 to 86,400,000; for others absent.</summary>
    public long? WithinMs { get; init; }
}

/// <summary>An alert. It fires once and then stays in the list until it is cleared.</summary>
/// <param name="AlertId">Its id.</param>
/// <param name="Feed">The feed's name.</param>
/// <param name="Key">The key.</param>
/// <param name="Field">The field.</param>
/// <param name="Condition">When it fires.</param>
/// <param name="Value">The threshold or percentage.</param>
/// <param name="CreatedTime">When it was set, Unix milliseconds.</param>
public sealed record Alert(string AlertId, string Feed, string Key, string Field, AlertCondition Condition, double Value, long CreatedTime)
{
    /// <summary>The time of <see cref="AlertCondition.Changes"/> in milliseconds.</summary>
    public long? WithinMs { get; init; }

    /// <summary>When it fired, Unix milliseconds; absent until then.</summary>
    public long? FiredTime { get; init; }

    /// <summary>The value that it fired at.</summary>
    public double? FiredValue { get; init; }
}

/// <summary>Asks for the calling user's alerts.</summary>
/// <param name="Feed">Only those of this feed; absent: all.</param>
public sealed record ListAlertsRequest(string? Feed = null);

/// <summary>The calling user's alerts.</summary>
/// <param name="Alerts">In the order in which they were set.</param>
public sealed record AlertList(IReadOnlyList<Alert> Alerts);

/// <summary>Removes an alert of the calling user; one that is not there is no error.</summary>
/// <param name="AlertId">Its id.</param>
public sealed record ClearAlertRequest(string AlertId);
