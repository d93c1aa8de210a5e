using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>How the channels of a namespace deliver.</summary>
[JsonConverter(typeof(WireEnumConverter<ChannelMode>))]
public enum ChannelMode
{
    /// <summary>Every subscriber gets every publication, in order.</summary>
    Log,

    /// <summary>Every publication has a key; every subscriber gets the latest value of each key.</summary>
    State,

    /// <summary>Nothing is stored.</summary>
    Signal,
}
