using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Gives a channel a new epoch because something that it had shown can't be read.</summary>
internal sealed class NewEpochWork(JournalChannel channel, RecordLocation? lost, EpochSource epochs, bool commitsAlone) : AwaitedWork<bool>
{
    private string epoch = "";
    private ChannelMetadata? metadata;

    // Positions that the same commit hands out must not bear the old epoch.
    public override bool CommitsAlone => commitsAlone;

    public override void Prepare(Commit commit)
    {
        epoch = epochs.Next();
        lock (channel.Gate)
        {
            if (channel.NewestMetadata is not { } present)
                return;
            metadata = present with
            {
                Epoch = epoch,
                EpochCount = present.EpochCount + 1,
                Mixed = channel.HasMemory,
                FirstOffset = channel.Index.FirstOffset,
                ForgottenUpTo = channel.Index.ForgottenUpTo,
            };
            MetadataRule.Write(commit, channel, metadata);
            commit.NeedsSync = true;
        }
    }

    public override void Apply(Commit commit)
    {
        lock (channel.Gate)
        {
            channel.Metadata = metadata ?? channel.Metadata;
            Lose(epoch);
        }

        Result = true;
    }

    /// <summary>The same where nothing can be written: the next start will come upon the damage again.</summary>
    public void ApplyUnwritten()
    {
        lock (channel.Gate)
            Lose(epochs.Next());
        channel.Delivery?.Run();
    }

    private void Lose(string newEpoch)
    {
        if (lost is { } location)
            channel.Index.Lose(location, RecordLocation.Lost);
        channel.Index.Renew(newEpoch);
        channel.Delivery?.PostReset(channel.Position);
    }
}
