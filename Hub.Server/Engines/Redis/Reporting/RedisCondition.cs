namespace RealtimeHub.Server.Engines.Redis.Reporting;

/// <summary>Whether Redis takes calls, and why not. Says so in the log once for each reason.</summary>
internal sealed class RedisCondition(ILogger logger)
{
    private readonly Lock gate = new();
    private static readonly RedisFault NotConnectedYet = new(RedisFaultKind.Away, "there is no connection to Redis");
    private int faultCount;
    private volatile RedisFault? fault = NotConnectedYet;

    public EngineHealth Health => fault is { } present ? new EngineHealth(false, present.Reason) : EngineHealth.Good;

    /// <summary>What is wrong; null when nothing is.</summary>
    public RedisFault? Fault => fault;

    /// <summary>How many faults were found so far, the same one counted again.</summary>
    public int FaultCount
    {
        get
        {
            lock (gate)
                return faultCount;
        }
    }

    public void Fail(RedisFault found)
    {
        lock (gate)
        {
            faultCount++;
            if (ReferenceEquals(fault, NotConnectedYet) || found != fault)
                fault = found;
            else
                return;
        }

        logger.Away(found.Reason);
    }

    /// <summary>All works, as a check has found out that began when so many faults had been found; one found since is not over.</summary>
    public void Answers(int asOfFault)
    {
        RedisFault? past;
        lock (gate)
        {
            if (faultCount != asOfFault)
                return;
            (past, fault) = (fault, null);
        }

        if (past is not null && !ReferenceEquals(past, NotConnectedYet))
            logger.Back(past.Reason);
    }

    /// <summary>Refuses a call that could not succeed, before it is sent: nothing of it is stored.</summary>
    /// <exception cref="EngineUnavailableException">It could not.</exception>
    public void ThrowIfRefusing(bool writes)
    {
        if (fault is { } present && (present.Kind == RedisFaultKind.Away || (writes && present.Kind == RedisFaultKind.RefusesWrites)))
            throw new EngineUnavailableException(present.Reason);
    }
}

/// <summary>What is wrong with Redis.</summary>
/// <param name="Kind">What it keeps from working.</param>
/// <param name="Reason">Why, for people, without any address or password.</param>
internal sealed record RedisFault(RedisFaultKind Kind, string Reason);

/// <summary>What does not work.</summary>
internal enum RedisFaultKind
{
    /// <summary>Nothing does.</summary>
    Away,

    /// <summary>Reads do.</summary>
    RefusesWrites,

    /// <summary>Both do; what other nodes publish is late.</summary>
    Deaf,
}
