using System.Runtime.CompilerServices;

namespace RealtimeHub.TestKit;

/// <summary>Awaiting with a time limit: a test that waits for what never comes fails and says what it was.</summary>
public static class TestTimeout
{
    /// <summary>Generous, because it is only ever used up by a failure.</summary>
    public static TimeSpan Usual { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the long proofs run with their full numbers.</summary>
    public static bool IsLongRun => Environment.GetEnvironmentVariable("RTHUB_LONG") == "1";

    /// <summary>Awaits a task for at most <paramref name="limit"/>, <see cref="Usual"/> when null.</summary>
    /// <exception cref="TimeoutException">The task did not end in time.</exception>
    public static async Task Within(this Task task, TimeSpan? limit = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        try
        {
            await task.WaitAsync(limit ?? Usual);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Late(what, limit);
        }
    }

    /// <inheritdoc cref="Within(Task, TimeSpan?, string)"/>
    public static async Task<T> Within<T>(this Task<T> task, TimeSpan? limit = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ((Task)task).Within(limit, what);
        return await task;
    }

    /// <inheritdoc cref="Within(Task, TimeSpan?, string)"/>
    public static Task<T> Within<T>(this ValueTask<T> task, TimeSpan? limit = null, [CallerArgumentExpression(nameof(task))] string what = "") =>
        task.AsTask().Within(limit, what);

    /// <inheritdoc cref="Within(Task, TimeSpan?, string)"/>
    public static Task Within(this ValueTask task, TimeSpan? limit = null, [CallerArgumentExpression(nameof(task))] string what = "") =>
        task.AsTask().Within(limit, what);

    /// <summary>
    /// Asks again and again until the answer is yes: for what gives no signal, such as another process. Prefer
    /// <see cref="Recorder{T}"/> where there is one.
    /// </summary>
    public static async Task Until(Func<Task<bool>> holds, TimeSpan? limit = null, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var end = new CancellationTokenSource(limit ?? Usual);
        while (!await holds())
        {
            try
            {
                await timer.WaitForNextTickAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                throw Late(what, limit);
            }
        }
    }

    /// <inheritdoc cref="Until(Func{Task{bool}}, TimeSpan?, string)"/>
    public static Task Until(Func<bool> holds, TimeSpan? limit = null, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        Until(() => Task.FromResult(holds()), limit, what);

    private static TimeoutException Late(string what, TimeSpan? limit) =>
        new($"waited {(limit ?? Usual).TotalSeconds:0.#} s in vain for: {what}");
}
