using RealtimeHub.Shared;

namespace RealtimeHub.Microbench.MessagePack;

/// <summary>What is measured: about 200 bytes in JSON.</summary>
internal static class SamplePublication
{
    public static Publication Json { get; } = new()
    {
        Channel = ChannelName.Parse("topic:benchmark"),
        Offset = 123_456,
        Type = "note.posted",
        Data = Payload.FromJson("""{"text":"The quick brown fox","count":42,"ok":true}"""),
        Publisher = new Publisher("u-1234", "Ada", "c-567890"),
        Time = 1_763_600_000_000,
    };

    /// <summary>The same, published by a client that speaks MessagePack.</summary>
    public static Publication MessagePack { get; } = Json with { Data = Json.Data.ToMessagePack() };
}
