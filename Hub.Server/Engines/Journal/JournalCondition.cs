namespace RealtimeHub.Server.Engines.Journal;

/// <summary>Whether the journal can write, and what was repaired when it started.</summary>
internal sealed class JournalCondition(Action<string, Exception?> tell, Action failed)
{
    private volatile string? failure;
    private volatile string? full;
    private volatile string? stalled;
    private volatile string? repaired;

    /// <summary>Why nothing is accepted any more until a restart.</summary>
    public string? Failure => failure;

    /// <summary>Whether there is no room at present.</summary>
    public bool Full => full is not null;

    /// <summary>What was lost and repaired; null when nothing was.</summary>
    public string? Repaired => repaired;

    public EngineHealth Health => failure is { } failed ? new EngineHealth(false, failed)
        : stalled is { } noAnswer ? new EngineHealth(false, noAnswer)
        : full is { } noRoom ? new EngineHealth(false, noRoom)
        : repaired is { } loss ? new EngineHealth(true, loss)
        : EngineHealth.Good;

    public EngineUnavailableException Fail(Exception reason)
    {
        if (failure is null)
        {
            failure = "the journal can't write any more; the server must be restarted: " + reason.Message;
            tell(failure, reason);
            failed();
        }

        return new EngineUnavailableException(failure, reason);
    }

    public EngineUnavailableException IsFull(IOException reason)
    {
        if (full is null)
            tell("the disk is full; nothing is accepted until there is room", reason);
        full = "the disk is full";
        return new EngineUnavailableException(full, reason);
    }

    /// <summary>Says for as long as the server runs what was lost, at the start or since.</summary>
    public void Note(string what) => repaired = what;

    public void HasRoom() => full = null;

    public EngineUnavailableException Stalls()
    {
        stalled = "the disk does not answer";
        tell(stalled, null);
        return new EngineUnavailableException(stalled);
    }

    public void Answers() => stalled = null;

    public void ThrowIfRefusing()
    {
        if ((failure ?? stalled) is { } refusing)
            throw new EngineUnavailableException(refusing);
    }
}
