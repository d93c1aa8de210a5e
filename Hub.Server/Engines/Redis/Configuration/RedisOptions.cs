namespace RealtimeHub.Server.Engines.Redis.Configuration;

/// <summary>How the server uses Redis, where <c>Hub:Engine</c> is <c>redis</c>: <c>Hub:Redis</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>
    /// Where Redis is and how to sign in, as StackExchange.Redis writes it: <c>host:6379,user=hub,password=…,ssl=true</c>. No default. Keep it out
    /// of files that others read: it may come from the environment (<c>Hub__Redis__Configuration</c>).
    /// </summary>
    public string Configuration { get; set; } = "";

    /// <summary>What the name of every key and pub/sub channel begins with, 1 to 64 letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>:</c>; the same for all nodes. Default: <c>rthub</c>.</summary>
    public string Prefix { get; set; } = "rthub";

    /// <summary>How long an answer of Redis may take, 100 ms to 5 s; then what waits for it is refused as unavailable. Default: 4 s.</summary>
    public TimeSpan AnswerTimeLimit { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How often the node checks that it has missed nothing of the channels that it listens to, 100 ms to 5 s. Default: 5 s.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the node still receives a channel from Redis after its last listener has gone, 0 to 10 minutes: many come back at once. Default: 10 s.</summary>
    public TimeSpan UnlistenDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most calls that wait for Redis, 1 or more; those beyond are refused as unavailable. Default: 65,536.</summary>
    public int MaxWaitingCalls { get; set; } = 65_536;
}
