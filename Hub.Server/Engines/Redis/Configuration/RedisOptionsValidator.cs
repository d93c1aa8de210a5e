using RealtimeHub.Server.Diagnostics;
using StackExchange.Redis;

namespace RealtimeHub.Server.Engines.Redis.Configuration;

/// <summary>The ranges of <see cref="RedisOptions"/>; what is needed only where Redis is used is checked where it is used.</summary>
internal sealed class RedisOptionsValidator : OptionsValidator<RedisOptions>
{
    private const int MaxPrefixCharacters = 64;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Why a configuration of the connection can't be used; null when it can.</summary>
    /// <remarks>The text holds nothing of the configuration: it may have a password in it.</remarks>
    public static string? FaultOf(string configuration)
    {
        if (configuration.Length == 0)
            return "is needed where Hub:Engine is redis: set it to Redis' address, such as 127.0.0.1:6379";
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count > 0 ? null : "names no address; it takes one such as 127.0.0.1:6379";
        }
        catch (ArgumentException)
        {
            return "is not in the form of StackExchange.Redis, such as 127.0.0.1:6379,password=…,ssl=true";
        }
    }

    protected override IEnumerable<string?> Faults(RedisOptions options) =>
    [
        options.Configuration.Length > 0 && FaultOf(options.Configuration) is { } fault ? $"{nameof(options.Configuration)} {fault}" : null,
        IsPrefix(options.Prefix) ? null : $"{nameof(options.Prefix)} takes 1 to {MaxPrefixCharacters} letters, digits, '-', '_', '.' and ':'",
        Range(nameof(options.AnswerTimeLimit), options.AnswerTimeLimit, Shortest, Longest),
        Range(nameof(options.CheckInterval), options.CheckInterval, Shortest, Longest),
        Range(nameof(options.UnlistenDelay), options.UnlistenDelay, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        Range(nameof(options.MaxWaitingCalls), options.MaxWaitingCalls, 1, int.MaxValue),
    ];

    private static bool IsPrefix(string prefix) =>
        prefix.Length is > 0 and <= MaxPrefixCharacters && prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
