using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Gives a channel a new epoch because something that it had shown can't be read.</summary>
internal sealed class LossWork(JournalChannel channel, Place? lost, EpochSource epochs, bool commitsAlone) : AwaitedWork<bool>
{
    private string epoch = "";
    private ChannelFacts? facts;

    // Positions that the same commit hands out must not bear the old epoch.
    public override bool CommitsAlone => commitsAlone;

    public override void Prepare(Commit commit)
    {
        epoch = epochs.Next();
        lock (channel.Gate)
        {
            if (channel.NewestFacts is not { } present)
                return;
            facts = present with
            {
                Epoch = epoch,
                EpochCount = present.EpochCount + 1,
                Mixed = channel.HasMemory,
                FirstOffset = channel.Index.FirstOffset,
                ForgottenUpTo = channel.Index.ForgottenUpTo,
            };
            FactsRule.Write(commit, channel, facts);
            commit.NeedsSync = true;
        }
    }

    public override void Apply(Commit commit)
    {
        lock (channel.Gate)
        {
            channel.Facts = facts ?? channel.Facts;
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
        if (lost is { } place)
            channel.Index.Lose(place, Place.Lost);
        channel.Index.Renew(newEpoch);
        channel.Delivery?.PostReset(channel.Position);
    }
}
