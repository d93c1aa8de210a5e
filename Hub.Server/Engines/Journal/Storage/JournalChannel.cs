using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>One channel of the journal. Used under its lock, except for what the writer alone uses.</summary>
internal sealed class JournalChannel(ChannelName name, string epoch) : EngineChannel(name)
{
    public ChannelIndex<RecordLocation> Index { get; } = new(epoch);

    /// <summary>What is on disk about the channel; null while nothing is. Changed by the writer under the lock.</summary>
    public ChannelMetadata? Metadata { get; set; }

    /// <summary>Whether publications of it are in memory only.</summary>
    public bool HasMemory { get; set; }

    /// <summary>The writer's: what the newest commit under way will change; null for nothing.</summary>
    public ChannelChanges? Pending { get; set; }

    /// <summary>The metadata as they will be once what is under way is stored.</summary>
    public ChannelMetadata? NewestMetadata => Pending?.NewestMetadata ?? Metadata;

    public override Position Position => new(Index.Epoch, Index.Head);

    // What is on disk has a head that must survive.
    public override bool IsForgettable => Metadata is null && Pending is null && Index.IsEmpty;

    public override void Trim(long now) => Index.Trim(now);

    /// <summary>A commit has changed the channel or never will.</summary>
    /// <returns>What it was to change, emptied.</returns>
    public ChannelChanges Release(object commit)
    {
        lock (Gate)
        {
            var released = Pending!;
            if (released.Commit == commit)
                Pending = released.Before;
            else
                (released, Pending!.Before) = (Pending.Before!, null);
            released.Clear();
            return released;
        }
    }
}
