using System.Threading.Tasks.Sources;
using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>One append. Cancelling works until the writer takes it up.</summary>
internal sealed class AppendWork : JournalWork, IValueTaskSource<AppendResult>
{
    private const int Waiting = 0, Taken = 1, Cancelled = 2;

    private readonly ChannelTable<JournalChannel> channels;
    private readonly Append append;
    private readonly CancellationTokenRegistration registration;
    private ManualResetValueTaskSourceCore<AppendResult> source = new() { RunContinuationsAsynchronously = true };
    private int state;
    private JournalChannel channel = null!;
    private AppendPlan plan;
    private Written[] written = [];
    private AppendResult result;

    public AppendWork(ChannelTable<JournalChannel> channels, Append append, CancellationToken cancellationToken)
    {
        this.channels = channels;
        this.append = append;
        foreach (var draft in append.Drafts)
            WaitingBytes += draft.Data.Length;
        if (cancellationToken.CanBeCanceled)
            registration = cancellationToken.UnsafeRegister(static (work, token) => ((AppendWork)work!).Cancel(token), this);
    }

    public override int WaitingBytes { get; }

    public ValueTask<AppendResult> Task => new(this, source.Version);

    public override bool TryTake() => Interlocked.CompareExchange(ref state, Taken, Waiting) == Waiting;

    public override void Prepare(Commit commit)
    {
        channels.Use(append.Channel, (this, commit), static (channel, given) =>
        {
            given.Item1.PrepareIn(channel, given.commit);
            return true;
        });
    }

    private void PrepareIn(JournalChannel found, Commit commit)
    {
        channel = found;
        channel.Trim(commit.Time);
        var pending = commit.PendingOf(channel);
        var (mark, facts) = (pending.Mark(), channel.PendingFacts);
        try
        {
            plan = AppendPlan.For(channel.Index, pending, append);
            if (plan.Written > 0)
                Write(commit);
        }
        catch
        {
            pending.TakeBack(mark);
            channel.PendingFacts = facts;
            throw;
        }
    }

    private void Write(Commit commit)
    {
        FactsRule.Ensure(commit, channel, append);
        written = new Written[plan.Written];
        for (int i = 0, n = 0; i < plan.Results.Length; i++)
        {
            if (!plan.Results[i].Duplicate)
                written[n++] = Write(commit, append.Drafts[i], plan.Results[i].Position.Offset, last: n == written.Length);
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
        PublicationRecord.Write(commit.Records, RecordKind.Publication, flags, publication, draft.IdempotencyScope);
        return new Written(publication, draft.IdempotencyScope, start, commit.Records.Length - start);
    }

    public override void Apply(Commit commit)
    {
        lock (channel.Gate)
        {
            channel.Facts = channel.PendingFacts ?? channel.Facts;
            foreach (var one in written)
                Add(commit, one);
            if (!plan.Conflicts)
            {
                channel.Index.Retention = append.Retention;
                channel.Index.Trim(commit.Time);
            }

            result = plan.Conflicts
                ? AppendResult.Refused(channel.Position)
                : new AppendResult(AppendOutcome.Appended, plan.Results, channel.Position);
        }
    }

    private void Add(Commit commit, Written one)
    {
        var publication = one.Publication;
        var place = one.Length == 0 ? Place.Of(publication) : commit.PlaceOf(one.Start, one.Length, publication.Data.Length);
        UsedKey? used = publication.IdempotencyKey is { } key ? new UsedKey(one.Scope, key) : null;
        channel.Index.Add(new Addition<Place>(place, publication.Time, publication.Key, publication.Removed is true, used));
        channel.Delivery?.Post(publication, channel.Index.Epoch);
    }

    public override void Complete()
    {
        registration.Dispose();
        source.RunContinuationsAsynchronously = false;
        source.SetResult(result);
    }

    public override void Fail(Exception reason)
    {
        registration.Dispose();
        source.SetException(reason);
    }

    /// <summary>Nobody took it: it was refused before.</summary>
    public void Discard() => registration.Dispose();

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref state, Cancelled, Waiting) == Waiting)
            source.SetException(new OperationCanceledException(token));
    }

    AppendResult IValueTaskSource<AppendResult>.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<AppendResult>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<AppendResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);

    private readonly record struct Written(Publication Publication, string Scope, int Start, int Length);
}
