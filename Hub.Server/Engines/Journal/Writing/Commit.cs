using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>What is written with one write and one sync. The writer's own; used again and again.</summary>
internal sealed class Commit
{
    private const int KeptBuffer = 4 << 20;
    private readonly List<JournalChannel> channels = [];
    private readonly Stack<PendingChanges> spare = [];

    public ByteWriter Records { get; } = new(64 << 10);

    /// <summary>When it was begun, Unix milliseconds: the time of its publications.</summary>
    public long Time { get; private set; }

    /// <summary>Whether it counts only once it is on the disk.</summary>
    public bool NeedsSync { get; set; }

    /// <summary>The segment that it was written to, once it is.</summary>
    public Segment? Segment { get; private set; }

    /// <summary>Where in the segment it begins.</summary>
    public long Start { get; private set; }

    /// <summary>The channels that it changes.</summary>
    public IReadOnlyList<JournalChannel> Channels => channels;

    public void Begin(long time) => Time = time;

    public PendingChanges PendingOf(JournalChannel channel)
    {
        if (channel.Pending is not { } pending)
        {
            channel.Pending = pending = spare.Count > 0 ? spare.Pop() : new PendingChanges();
            channels.Add(channel);
        }

        return pending;
    }

    public void WrittenTo(Segment segment, long start)
    {
        Segment = segment;
        Start = start;
    }

    public Place PlaceOf(int start, int length, int payloadBytes) =>
        new(Segment!.Number, (int)Start + start, length, payloadBytes);

    /// <summary>Forgets it, done or not.</summary>
    public void Clear()
    {
        foreach (var channel in channels)
            Release(channel);
        channels.Clear();
        Records.Clear(KeptBuffer);
        NeedsSync = false;
        Segment = null;
    }

    private void Release(JournalChannel channel)
    {
        var pending = channel.Pending!;
        pending.Clear();
        spare.Push(pending);
        lock (channel.Gate)
        {
            channel.Pending = null;
            channel.PendingFacts = null;
        }
    }
}
