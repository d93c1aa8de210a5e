using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Makes everything written so far last.</summary>
internal sealed class SyncWork : AwaitedWork<bool>
{
    public override void Prepare(Commit commit) => commit.NeedsSync = true;
}

/// <summary>Tries whether writing works again.</summary>
internal sealed class ProbeWork : AwaitedWork<bool>
{
    public override void Prepare(Commit commit)
    {
        RecordFrame.End(commit.Records, RecordFrame.Begin(commit.Records, RecordKind.Probe, RecordFlags.None, ""), commit.Seal);
        commit.NeedsSync = true;
    }
}
