namespace RealtimeHub.TestKit;

/// <summary>Lets bytes through, or not.</summary>
public sealed class Valve
{
    private readonly Lock gate = new();
    private TaskCompletionSource open = Opened();
    private long passed;

    /// <summary>How many bytes went through.</summary>
    public long Passed => Interlocked.Read(ref passed);

    /// <summary>From now on nothing is read on the one side and nothing comes out on the other.</summary>
    public void Close()
    {
        lock (gate)
        {
            if (open.Task.IsCompleted)
                open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets bytes through again.</summary>
    public void Open()
    {
        lock (gate)
            open.TrySetResult();
    }

    internal Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return open.Task.WaitAsync(cancellationToken);
    }

    internal void Count(int bytes) => Interlocked.Add(ref passed, bytes);

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
