using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Channels.Backends;

/// <summary>The application's server that is asked who may do what, where a namespace's rule is <c>backend</c>: <c>Hub:Backend</c>.</summary>
public sealed class BackendOptions
{
    /// <summary>The address that questions are posted to, http or https; empty, the default: none.</summary>
    public string Address { get; set; } = "";

    /// <summary>Headers of each question, such as a key by which the backend knows this server; none by default.</summary>
    public OptionsMap<string> Headers { get; } = new();

    /// <summary>How long an answer may take, after which the right is refused; from 100 milliseconds to 30 seconds, default 2 seconds.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer is used again for the same connection, channel and right; from 0 (each call asks) to 1 minute, default 5 seconds.</summary>
    public TimeSpan CacheTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many answers are kept for that; from 1 to 1,000,000, default 10,000.</summary>
    public int MaxCached { get; set; } = 10_000;

    /// <summary>How many questions may be on their way at once; more wait, within their time. From 1 to 10,000, default 64.</summary>
    public int MaxConcurrent { get; set; } = 64;
}
