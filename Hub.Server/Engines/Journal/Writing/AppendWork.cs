using System.Threading.Tasks.Sources;
using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>
/// One append. Cancelling works until the writer takes it up. Used again for another append once its result has been
/// fetched, unless it was refused or cancelled: the writer may still hold it then.
/// </summary>
internal sealed class AppendWork(ChannelTable<JournalChannel> channels, Action<AppendWork> giveBack)
    : JournalWork, IValueTaskSource<AppendResult>
{
    private const int Waiting = 0, Taken = 1, Cancelled = 2;

    private Append append = null!;
    private CancellationTokenRegistration registration;
    private ManualResetValueTaskSourceCore<AppendResult> source;
    private int state;
    private int waitingBytes;
    private bool isDone;
    private JournalChannel channel = null!;
    private ChannelMetadata? metadata;
    private AppendPlan plan;
    private OneOrMany<Written> written;
    private AppendResult result;

    public override int WaitingBytes => waitingBytes;

    public ValueTask<AppendResult> Task => new(this, source.Version);

    /// <summary>What is to be appended.</summary>
    public void Begin(Append what, CancellationToken cancellationToken)
    {
        append = what;
        waitingBytes = 0;
        for (var i = 0; i < what.Drafts.Count; i++)
            waitingBytes += what.Drafts[i].Data.Length;
        source.RunContinuationsAsynchronously = true;
        Volatile.Write(ref state, Waiting);
        if (cancellationToken.CanBeCanceled)
            registration = cancellationToken.UnsafeRegister(static (work, token) => ((AppendWork)work!).Cancel(token), this);
    }

    public override bool TryTake() => Interlocked.CompareExchange(ref state, Taken, Waiting) == Waiting;

    public override void Prepare(Commit commit)
    {
        channels.Use(append.Channel, commit.Time, (this, commit), static (channel, given) =>
        {
            given.Item1.PrepareIn(channel, given.commit);
            return true;
        });
    }

    private void PrepareIn(JournalChannel found, Commit commit)
    {
        channel = found;
        channel.Trim(commit.AgeTime);
        var changes = commit.ChangesOf(channel);
        var (mark, metadataBefore) = (changes.Drafts.Mark(), changes.Metadata);
        try
        {
            plan = AppendPlan.For(channel.Index, changes.Drafts, append);
            written = new OneOrMany<Written>(plan.Written);
            if (plan.Written > 0)
                Write(commit);
            metadata = changes.Metadata;
        }
        catch
        {
            changes.Drafts.TakeBack(mark);
            changes.Metadata = metadataBefore;
            throw;
        }
    }

    private void Write(Commit commit)
    {
        MetadataRule.Ensure(commit, channel, append);
        for (int i = 0, n = 0; i < plan.Results.Count; i++)
        {
            if (!plan.Results[i].Duplicate)
                written[n++] = Write(commit, append.Drafts[i], plan.Results[i].Position.Offset, last: n == written.Count);
        }

        commit.NeedsSync |= append.Durability == Durability.Durable;
    }

    private Written Write(Commit commit, Draft draft, long offset, bool last)
    {
        var publication = draft.ToPublication(channel.Name, offset, commit.Time);
        if (append.Durability == Durability.None)
            return new Written(publication, draft.IdempotencyScope, 0, 0);
        var start = commit.Records.Length;
        var flags = last ? RecordFlags.None : RecordFlags.Continued;
        PublicationRecord.Write(commit.Records, commit.Seal, RecordKind.Publication, flags, publication, draft.IdempotencyScope);
        return new Written(publication, draft.IdempotencyScope, start, commit.Records.Length - start);
    }

    public override void Apply(Commit commit)
    {
        lock (channel.Gate)
        {
            channel.Metadata = metadata ?? channel.Metadata;
            foreach (var one in written)
                Add(commit, one);
            if (!plan.Conflicts)
            {
                channel.Index.Retention = append.Retention;
                channel.Index.Trim(commit.AgeTime);
            }

            result = plan.Conflicts
                ? AppendResult.Refused(channel.Position)
                : new AppendResult(AppendOutcome.Appended, plan.Results, channel.Position);
        }
    }

    private void Add(Commit commit, in Written one)
    {
        var publication = one.Publication;
        var location = one.Length == 0 ? RecordLocation.Of(publication) : commit.LocationOf(one.Start, one.Length, publication.Data.Length);
        UsedKey? used = publication.IdempotencyKey is { } key ? new UsedKey(one.Scope, key) : null;
        channel.Index.Add(new Addition<RecordLocation>(location, publication.Time, publication.Key, publication.Removed is true, used));
        channel.Delivery?.Post(publication, channel.Index.Epoch);
    }

    public override void Complete()
    {
        registration.Dispose();
        source.RunContinuationsAsynchronously = false;
        isDone = true;
        source.SetResult(result);
    }

    public override void Fail(Exception reason)
    {
        registration.Dispose();
        source.SetException(reason);
    }

    /// <summary>The writer never took it: it was refused before.</summary>
    public void Discard() => registration.Dispose();

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref state, Cancelled, Waiting) == Waiting)
            source.SetException(new OperationCanceledException(token));
    }

    AppendResult IValueTaskSource<AppendResult>.GetResult(short token)
    {
        var got = source.GetResult(token);
        if (isDone)
            GiveBack();
        return got;
    }

    ValueTaskSourceStatus IValueTaskSource<AppendResult>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<AppendResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);

    private void GiveBack()
    {
        (append, channel, metadata, plan, written, result) = (null!, null!, null, default, default, default);
        (registration, isDone) = (default, false);
        source.Reset();
        giveBack(this);
    }

    private readonly record struct Written(Publication Publication, string Scope, int Start, int Length);
}
