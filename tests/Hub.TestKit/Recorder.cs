using System.Runtime.CompilerServices;

namespace RealtimeHub.TestKit;

/// <summary>What a test has seen so far, in order, and a way to wait until enough of it is there. May be used from any thread.</summary>
public sealed class Recorder<T>
{
    private const int ShownOnFailure = 20;

    private readonly Lock gate = new();
    private readonly List<T> items = [];
    private TaskCompletionSource changed = NewSignal();
    private Exception? ended;

    /// <summary>A copy of all that was seen.</summary>
    public IReadOnlyList<T> Items
    {
        get
        {
            lock (gate)
                return [.. items];
        }
    }

    /// <summary>How many were seen.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return items.Count;
        }
    }

    /// <summary>Adds an item and wakes who waits.</summary>
    public void Add(T item)
    {
        lock (gate)
            items.Add(item);
        Wake();
    }

    /// <summary>Nothing more will come: a caller that still waits fails at once with this reason.</summary>
    public void End(Exception reason)
    {
        lock (gate)
            ended ??= reason;
        Wake();
    }

    /// <summary>Waits until that many were seen and gives all of them.</summary>
    public Task<IReadOnlyList<T>> CountAsync(int count, TimeSpan? limit = null) =>
        UntilAsync(all => all.Count >= count, limit, $"{count} items");

    /// <summary>Waits for the first item that matches, past ones included.</summary>
    public async Task<T> FirstAsync(Func<T, bool> matches, TimeSpan? limit = null, [CallerArgumentExpression(nameof(matches))] string what = "") =>
        (await UntilAsync(all => all.Any(matches), limit, what)).First(matches);

    /// <summary>Waits until the condition holds for all that was seen and gives it.</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message shows the last items.</exception>
    public async Task<IReadOnlyList<T>> UntilAsync(
        Func<IReadOnlyList<T>, bool> holds, TimeSpan? limit = null, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        using var end = new CancellationTokenSource(limit ?? TestTimeout.Usual);
        while (true)
        {
            Task next;
            Exception? over;
            IReadOnlyList<T> all;
            lock (gate)
                (next, over, all) = (changed.Task, ended, [.. items]);
            if (holds(all))
                return all;
            if (over is not null)
                throw new InvalidOperationException($"it ended before: {what}. {Show(all)}", over);
            try
            {
                await next.WaitAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"waited {(limit ?? TestTimeout.Usual).TotalSeconds:0.#} s in vain for: {what}. {Show(all)}");
            }
        }
    }

    private void Wake()
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            woken = changed;
            changed = NewSignal();
        }

        woken.SetResult();
    }

    private static string Show(IReadOnlyList<T> all) =>
        $"Seen: {all.Count}, the last: " + string.Join(" | ", all.TakeLast(ShownOnFailure));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
