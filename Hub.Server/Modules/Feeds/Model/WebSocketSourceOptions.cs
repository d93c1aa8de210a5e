using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>Known services.</summary>
public enum WebSocketPreset
{
    /// <summary>None: address, messages and mapping are configured.</summary>
    None,

    /// <summary>The public ticker of the exchange Kraken, which takes no account.</summary>
    Kraken,
}

/// <summary>A server that sends JSON messages: <c>Hub:Feeds:&lt;name&gt;:WebSocket</c>. Each message tells what changed.</summary>
public sealed class WebSocketSourceOptions
{
    /// <summary>A known service: its address, messages and mapping need no configuration. Default: <c>none</c>.</summary>
    public WebSocketPreset Preset { get; set; }

    /// <summary>The server's address, <c>ws</c> or <c>wss</c>. Default: that of the preset; required without one.</summary>
    public string Address { get; set; } = "";

    /// <summary>What the preset asks for: <c>Symbols:0=BTC/USD</c>. At most 100. Default: none.</summary>
    public OptionsMap<string> Symbols { get; } = new();

    /// <summary>Texts that are sent once connected: <c>Send:0={"op":"subscribe"}</c>. Default: none.</summary>
    public OptionsMap<string> Send { get; } = new();

    /// <summary>How long connecting may take, and how long the server may be silent, 100 ms to 1 day. Default: 1 minute.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The largest message in bytes, 1 KiB to 16 MiB. Default: 256 KiB.</summary>
    public int MaxMessageBytes { get; set; } = 256 << 10;

    /// <summary>Where keys and fields are.</summary>
    public MappingOptions Mapping { get; } = new();
}
