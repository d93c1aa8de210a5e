using RealtimeHub.Server.Engines.Redis.Reporting;
using StackExchange.Redis;

namespace RealtimeHub.Server.Engines.Redis.Connecting;

/// <summary>Names what Redis or the way to it says.</summary>
internal static class RedisFaults
{
    public static RedisFault NoAnswer { get; } = new(RedisFaultKind.Away, "Redis does not answer");

    public static RedisFault NoConnection { get; } = new(RedisFaultKind.Away, "there is no connection to Redis");

    public static RedisFault Replica { get; } = new(RedisFaultKind.RefusesWrites, "Redis is a read-only replica; Hub:Redis:Configuration must name the primary");

    public static RedisFault Deaf { get; } = new(RedisFaultKind.Deaf, "the pub/sub connection to Redis is lost; publications of other nodes come late");

    private static readonly (string Code, RedisFault Fault)[] ByCode =
    [
        ("READONLY", Replica),
        ("OOM", new(RedisFaultKind.RefusesWrites, "Redis is out of memory (maxmemory)")),
        ("MISCONF", new(RedisFaultKind.RefusesWrites, "Redis can't write to its disk (MISCONF)")),
        ("NOREPLICAS", new(RedisFaultKind.RefusesWrites, "Redis has too few replicas to take writes (min-replicas-to-write)")),
        ("LOADING", new(RedisFaultKind.Away, "Redis is loading its data")),
        ("MASTERDOWN", new(RedisFaultKind.Away, "Redis is a replica that has lost its primary")),
        ("CLUSTERDOWN", new(RedisFaultKind.Away, "the Redis Cluster is down")),
        ("WRONGPASS", WrongPassword),
        ("NOAUTH", WrongPassword),
        ("NOPERM", new(RedisFaultKind.Away, "Redis' user may not use the commands, keys or channels that the server needs (NOPERM)")),
        ("BUSY", new(RedisFaultKind.Away, "Redis is busy with another client's script")),
    ];

    private static RedisFault WrongPassword => new(RedisFaultKind.Away, "Redis refuses the user or password of Hub:Redis:Configuration");

    /// <summary>What an error that Redis answered with means; null for one that says nothing of its condition.</summary>
    public static RedisFault? Of(string answer)
    {
        foreach (var (code, fault) in ByCode)
        {
            if (answer.StartsWith(code, StringComparison.Ordinal))
                return fault;
        }

        return null;
    }

    /// <summary>What a failed connection means.</summary>
    public static RedisFault Of(Exception? error, ConnectionFailureType type)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            foreach (var (code, fault) in ByCode)
            {
                if (cause.Message.Contains(code, StringComparison.Ordinal))
                    return fault;
            }
        }

        return type switch
        {
            ConnectionFailureType.AuthenticationFailure => WrongPassword,
            ConnectionFailureType.Loading => Of("LOADING")!,
            _ => NoConnection,
        };
    }

    /// <summary>Whether what was sent may have been done though it failed.</summary>
    public static bool MayBeDone(Exception error) => error switch
    {
        RedisTimeoutException late => late.Commandstatus is not (CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog),
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect or ConnectionFailureType.UnableToResolvePhysicalConnection } => false,
        RedisConnectionException cut => cut.CommandStatus is not (CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog),
        _ => false,
    };
}
