using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>What a namespace promises its subscribers.</summary>
[JsonConverter(typeof(WireEnumConverter<ChannelMode>))]
public enum ChannelMode
{
    /// <summary>Every publication reaches every subscriber, in order.</summary>
    Log,

    /// <summary>Every publication bears a key; the latest value per key reaches every subscriber.</summary>
    State,

    /// <summary>Nothing is kept.</summary>
    Signal,
}
