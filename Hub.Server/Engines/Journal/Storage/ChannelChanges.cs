using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>What a commit will change in a channel. Used under the channel's lock.</summary>
/// <param name="commit">The commit, by which it is recognized.</param>
internal sealed class ChannelChanges(object commit)
{
    private ChannelChanges? before;

    public object Commit { get; } = commit;

    /// <summary>The drafts that have got an offset.</summary>
    public PendingChanges Drafts { get; } = new();

    /// <summary>What the commit writes of the channel's metadata; null for nothing.</summary>
    public ChannelMetadata? Metadata { get; set; }

    /// <summary>The metadata as they will be, when commits that are not stored yet write any.</summary>
    public ChannelMetadata? NewestMetadata => Metadata ?? before?.NewestMetadata;

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
        Metadata = null;
        Before = null;
    }
}
