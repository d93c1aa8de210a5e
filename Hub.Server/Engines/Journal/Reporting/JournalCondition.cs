namespace RealtimeHub.Server.Engines.Journal.Reporting;

/// <summary>Whether the journal can write, and what was repaired when it started.</summary>
internal sealed class JournalCondition(Action<string> tell, Action failed)
{
    private volatile string? failure;
    private volatile string? blocked;
    private volatile string? stalled;
    private volatile string? repaired;

    /// <summary>Why nothing is accepted any more until a restart.</summary>
    public string? Failure => failure;

    /// <summary>Whether nothing can be written at present, so that it must be tried again.</summary>
    public bool IsBlocked => blocked is not null;

    /// <summary>What was lost and repaired; null when nothing was.</summary>
    public string? Repaired => repaired;

    public EngineHealth Health => failure is { } failed ? new EngineHealth(false, failed)
        : stalled is { } noAnswer ? new EngineHealth(false, noAnswer)
        : blocked is { } untilLater ? new EngineHealth(false, untilLater)
        : repaired is { } loss ? new EngineHealth(true, loss)
        : EngineHealth.Good;

    public EngineUnavailableException Fail(Exception reason)
    {
        if (failure is null)
        {
            failure = "the journal can't write any more; the server must be restarted: " + reason.Message;
            tell(failure);
            failed();
        }

        return new EngineUnavailableException(failure, reason);
    }

    /// <summary>Nothing was written and nothing is lost: it is tried again.</summary>
    /// <param name="why">Why not, for people, without any path.</param>
    /// <param name="reason">What was caught.</param>
    public EngineUnavailableException Block(string why, IOException reason)
    {
        if (blocked is null)
            tell(why + "; nothing is accepted until that is over");
        blocked = why;
        return new EngineUnavailableException(why, reason);
    }

    /// <summary>Says for as long as the server runs what was lost, at the start or since.</summary>
    public void Note(string what) => repaired = what;

    public void Unblock() => blocked = null;

    public EngineUnavailableException DiskStalls()
    {
        stalled = "the disk does not answer";
        tell(stalled);
        return new EngineUnavailableException(stalled);
    }

    public void DiskAnswers() => stalled = null;

    public void ThrowIfRefusing()
    {
        if ((failure ?? stalled) is { } refusing)
            throw new EngineUnavailableException(refusing);
    }
}
