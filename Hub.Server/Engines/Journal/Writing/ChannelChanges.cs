using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>What a commit will change in a channel. Used under the channel's lock.</summary>
internal sealed class ChannelChanges(Commit commit)
{
    private ChannelChanges? before;

    public Commit Commit { get; } = commit;

    /// <summary>The drafts that have got an offset.</summary>
    public PendingChanges Drafts { get; } = new();

    /// <summary>What the commit writes of the channel's facts; null for nothing.</summary>
    public ChannelFacts? Facts { get; set; }

    /// <summary>The facts as they will be, when commits that are not stored yet write any.</summary>
    public ChannelFacts? NewestFacts => Facts ?? before?.NewestFacts;

    /// <summary>Those of the commit before, while it is being stored.</summary>
    public ChannelChanges? Before
    {
        get => before;
        set
        {
            before = value;
            Drafts.Before = value?.Drafts;
        }
    }

    public void Clear()
    {
        Drafts.Clear();
        Facts = null;
        Before = null;
    }
}
