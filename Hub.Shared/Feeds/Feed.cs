using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>The type of a field of a feed. <c>null</c>, for no value, is allowed in every type.</summary>
[JsonConverter(typeof(WireEnumConverter<FeedFieldType>))]
public enum FeedFieldType
{
    /// <summary>A finite number.</summary>
    Number,

    /// <summary>A text.</summary>
#pragma warning disable CA1720 // The wire says string.
    String,
#pragma warning restore CA1720

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>One field of a feed's values.</summary>
/// <param name="Name">Its name, 1–64 bytes.</param>
/// <param name="Type">Its type.</param>
/// <param name="Unit">The unit of its numbers, such as <c>°C</c>.</param>
public sealed record FeedField(string Name, FeedFieldType Type, string? Unit = null);

/// <summary>A feed.</summary>
/// <param name="Name">Its name: the key of its channel, after <c>feed:</c>.</param>
/// <param name="Title">Its title, for people.</param>
/// <param name="Description">A sentence about it; empty where none is configured.</param>
/// <param name="Source">Where its values come from: <c>publish</c> for programs that call PublishUpdates, otherwise the kind of source.</param>
/// <param name="Fields">Its fields: as declared, otherwise those of its values.</param>
/// <param name="Keys">How many keys have a value.</param>
public sealed record Feed(string Name, string Title, string Description, string Source, IReadOnlyList<FeedField> Fields, int Keys)
{
    /// <summary>The status of its source; absent where programs publish.</summary>
    public FeedSourceStatus? Status { get; init; }
}

/// <summary>The status of a feed's source.</summary>
/// <param name="State">The state.</param>
/// <param name="SinceTime">When the state began, Unix milliseconds.</param>
public sealed record FeedSourceStatus(FeedSourceState State, long SinceTime)
{
    /// <summary>Why it fails, as text for people; absent otherwise.</summary>
    public string? Message { get; init; }
}

/// <summary>The state of a feed's source.</summary>
[JsonConverter(typeof(WireEnumConverter<FeedSourceState>))]
public enum FeedSourceState
{
    /// <summary>It was started and has produced no values yet.</summary>
    Starting,

    /// <summary>It produces values.</summary>
    Running,

    /// <summary>It failed and is restarted after a growing delay; the last values stay.</summary>
    Failing,

    /// <summary>It has produced all its values.</summary>
    Ended,
}
