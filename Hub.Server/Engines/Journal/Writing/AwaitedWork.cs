namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Work whose caller awaits a task.</summary>
internal abstract class AwaitedWork<TResult> : JournalWork
{
    private readonly TaskCompletionSource<TResult> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Task => done.Task;

    protected TResult Result { get; set; } = default!;

    public override void Complete() => done.TrySetResult(Result);

    public override void Fail(Exception reason) => done.TrySetException(reason);
}
