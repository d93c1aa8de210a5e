namespace RealtimeHub.Server.Engines.Redis.Slices;

/// <summary>
/// What this node knows of a slice: which epoch and run it has opened, and the highest count of changes of which it has shown anything. When
/// Redis comes back with a lower one, something that was shown is lost.
/// </summary>
internal sealed class Slice(int number)
{
    private readonly Lock gate = new();
    private string epoch = "";
    private string run = "";
    private long seq;

    public int Number => number;

    /// <summary>All that is known; epoch and run are empty before the first opening.</summary>
    public (string Epoch, string Run, long Seq) Known
    {
        get
        {
            lock (gate)
                return (epoch, run, seq);
        }
    }

    /// <summary>Takes what opening it answered; whether the epoch is another one than was known before.</summary>
    public bool Open(string newEpoch, string newRun, long newSeq)
    {
        lock (gate)
        {
            var lost = epoch.Length > 0 && epoch != newEpoch;
            seq = epoch == newEpoch && run == newRun ? Math.Max(seq, newSeq) : newSeq;
            (epoch, run) = (newEpoch, newRun);
            return lost;
        }
    }

    /// <summary>Takes note of a count of changes that was seen. That of another run or epoch says nothing of this one's.</summary>
    public void Saw(string ofEpoch, string ofRun, long newSeq)
    {
        lock (gate)
        {
            if (ofEpoch == epoch && ofRun == run)
                seq = Math.Max(seq, newSeq);
        }
    }
}
