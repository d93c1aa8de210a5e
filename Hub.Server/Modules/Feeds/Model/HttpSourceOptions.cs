using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>Known services.</summary>
public enum HttpPreset
{
    /// <summary>None: address and mapping are configured.</summary>
    None,

    /// <summary>Present weather from Open-Meteo, which takes no account.</summary>
    OpenMeteo,
}

/// <summary>A JSON document that is asked for again and again, once for all viewers: <c>Hub:Feeds:&lt;name&gt;:Http</c>.</summary>
public sealed class HttpSourceOptions
{
    /// <summary>A known service: its address and mapping need no configuration. Default: <c>none</c>.</summary>
    public HttpPreset Preset { get; set; }

    /// <summary>The document's address, <c>http</c> or <c>https</c>. Default: that of the preset; required without one.</summary>
    public string Address { get; set; } = "";

    /// <summary>The cities of the preset, each with latitude and longitude: <c>Cities:London=51.51,-0.13</c>. At most 100. Default: none.</summary>
    public OptionsMap<string> Cities { get; } = new();

    /// <summary>Headers of the request, such as a key. Default: none.</summary>
    public OptionsMap<string> Headers { get; } = new();

    /// <summary>How often it is asked while it changes, 1 s to 1 day. Default: 1 minute.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How rarely it is asked at most, while it does not change or its server asks for that, <see cref="Interval"/> to 1 day. Default: 15 minutes.</summary>
    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an answer may take, 100 ms to 5 minutes. Default: 10 s.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest document, decompressed, in bytes; 1 KiB to 64 MiB. Default: 1 MiB.</summary>
    public int MaxBytes { get; set; } = 1 << 20;

    /// <summary>Where keys and fields are.</summary>
    public MappingOptions Mapping { get; } = new();
}
