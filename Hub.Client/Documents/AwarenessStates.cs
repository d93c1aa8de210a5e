using RealtimeHub.Documents;

namespace RealtimeHub.Client.Documents;

/// <summary>What each client of one document says of itself, by the rules of y-protocols. For one thread at a time.</summary>
internal sealed class AwarenessStates(long clientId, TimeProvider time)
{
    /// <summary>How long after its last word a client says its state again.</summary>
    public static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last word a client counts as gone.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(30);

    private readonly Dictionary<long, (AwarenessEntry Entry, long Heard)> others = [];
    private string? own;
    private long clock;
    private long said;

    /// <summary>What this client says of itself.</summary>
    public AwarenessEntry Own => new(clientId, clock, own);

    /// <summary>The others that say anything, in order of their ids.</summary>
    public IReadOnlyList<AwarenessEntry> Others => [.. others.Values.Select(other => other.Entry).Where(entry => entry.State is not null).OrderBy(entry => entry.Client)];

    /// <summary>Sets what this client says of itself; null for nothing any more.</summary>
    public void Say(string? state)
    {
        own = state;
        SayAgain();
    }

    /// <summary>Says the same with a higher clock: only that counts for those who know the present one.</summary>
    /// <returns>Whether there is anything to say.</returns>
    public bool SayAgain()
    {
        clock++;
        said = time.GetTimestamp();
        return own is not null;
    }

    /// <summary>Takes what came.</summary>
    /// <returns>Whether the others changed, and whether this client has to say its state again because it was reported gone.</returns>
    public (bool Changed, bool MustSay) Take(IEnumerable<AwarenessEntry> entries)
    {
        var (changed, mustSay) = (false, false);
        foreach (var entry in entries)
        {
            if (entry.Client == clientId)
            {
                mustSay |= entry.State is null && own is not null && entry.Clock >= clock;
                clock = Math.Max(clock, entry.Clock);
                continue;
            }

            var known = others.TryGetValue(entry.Client, out var other) ? other.Entry : null;
            if (!entry.Supersedes(known))
                continue;
            others[entry.Client] = (entry, time.GetTimestamp());
            changed |= entry.State != known?.State;
        }

        return (changed, mustSay);
    }

    /// <summary>Whether it is time to say the same again.</summary>
    public bool IsRenewalDue => own is not null && time.GetElapsedTime(said) >= RenewAfter;

    /// <summary>Forgets those who have said nothing for long.</summary>
    /// <returns>Whether the others changed.</returns>
    public bool ForgetSilent() => Forget(heard => time.GetElapsedTime(heard) >= ForgetAfter);

    /// <summary>Forgets all others: without a connection it is not known who is there.</summary>
    /// <inheritdoc cref="ForgetSilent" path="/returns"/>
    public bool ForgetAll() => Forget(_ => true);

    private bool Forget(Func<long, bool> goes)
    {
        var gone = others.Where(other => goes(other.Value.Heard)).ToList();
        foreach (var (client, _) in gone)
            others.Remove(client);
        return gone.Exists(other => other.Value.Entry.State is not null);
    }
}
