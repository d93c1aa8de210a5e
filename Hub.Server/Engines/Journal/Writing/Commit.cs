using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>What is written with one write and one sync. The writer's own; used again and again.</summary>
internal sealed class Commit(JournalIdentity identity)
{
    private const int MostBytes = 8 << 20;
    private const int KeptBuffer = 4 << 20;
    private readonly List<JournalChannel> channels = [];
    private readonly Stack<ChannelChanges> spare = [];

    /// <summary>The secret that its records are sealed with.</summary>
    public RecordSeal Seal { get; } = identity.Seal;

    /// <summary>The epoch of channels that nothing is stored of.</summary>
    public string EmptyEpoch { get; } = identity.EmptyEpoch;

    public ByteWriter Records { get; } = new(64 << 10);

    /// <summary>What is done by it.</summary>
    public List<JournalWork> Works { get; } = [];

    /// <summary>When it was begun, Unix milliseconds: the time of its publications.</summary>
    public long Time { get; private set; }

    /// <summary>The time by which ages are measured.</summary>
    public long AgeTime { get; private set; }

    /// <summary>Whether it counts only once it is on the disk.</summary>
    public bool NeedsSync { get; set; }

    /// <summary>The segment that it was written to, once it is.</summary>
    public Segment? Segment { get; private set; }

    /// <summary>Where in the segment it begins.</summary>
    public long Start { get; private set; }

    /// <summary>Where in the segment it ends.</summary>
    public long End => Start + Records.Length;

    /// <summary>The channels that it changes.</summary>
    public IReadOnlyList<JournalChannel> Channels => channels;

    /// <summary>Whether nothing more may come into it.</summary>
    public bool IsFull => Records.Length >= MostBytes || Works is [{ CommitsAlone: true }];

    public void Begin(long time, long ageTime) => (Time, AgeTime) = (time, ageTime);

    /// <summary>What it will change in a channel. Called under the channel's lock.</summary>
    public ChannelChanges ChangesOf(JournalChannel channel)
    {
        if (channel.Pending is { } pending && pending.Commit == this)
            return pending;
        var changes = spare.Count > 0 ? spare.Pop() : new ChannelChanges(this);
        changes.Before = channel.Pending;
        channel.Pending = changes;
        channels.Add(channel);
        return changes;
    }

    public void WrittenTo(Segment segment, long start)
    {
        Segment = segment;
        Start = start;
    }

    public RecordLocation LocationOf(int start, int length, int payloadBytes) =>
        new(Segment!.Number, (int)Start + start, length, payloadBytes);

    /// <summary>Refuses all work in it: nothing was done.</summary>
    public void Fail(EngineUnavailableException refusal)
    {
        foreach (var work in Works)
            work.Fail(refusal);
    }

    /// <summary>Forgets it, done or not.</summary>
    public void Clear()
    {
        foreach (var channel in channels)
            spare.Push(channel.Release(this));
        channels.Clear();
        Works.Clear();
        Records.Clear(KeptBuffer);
        NeedsSync = false;
        Segment = null;
    }
}
