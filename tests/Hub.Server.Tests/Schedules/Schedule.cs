using Microsoft.Extensions.Time.Testing;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>
/// Runs everything on one thread and lets chance, from a seed, choose whose turn it is: the same seed gives the same order
/// of events. The clock moves by chance, too, and whenever everyone waits for it.
/// </summary>
internal sealed class Schedule(int seed) : SynchronizationContext, IPace
{
    private const int MaxSteps = 2_000_000;
    private const int MaxIdle = 5_000;
    private readonly List<(SendOrPostCallback Act, object? State)> ready = [];
    private readonly Random turns = new(seed);

    public FakeTimeProvider Clock { get; } = new();

    public TimeProvider Time => Clock;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (ready)
            ready.Add((d, state));
    }

    public async Task PauseAsync()
    {
        for (var times = turns.Next(4); times > 0; times--)
            await Task.Yield();
    }

    public void Run(Func<Task> story)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            var main = story();
            for (int steps = 0, idle = 0; !main.IsCompleted; steps++)
            {
                if (steps > MaxSteps || idle > MaxIdle)
                    throw new InvalidOperationException(idle > MaxIdle ? "everyone waits for ever" : "it does not end");
                idle = TakeTurn() ? 0 : idle + 1;
                if (idle > 0 || turns.Next(60) == 0)
                    Clock.Advance(TimeSpan.FromMilliseconds(turns.Next(1, 40)));
            }

            main.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    private bool TakeTurn()
    {
        (SendOrPostCallback Act, object? State) turn;
        lock (ready)
        {
            if (ready.Count == 0)
                return false;
            var at = turns.Next(ready.Count);
            turn = ready[at];
            ready[at] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
        }

        turn.Act(turn.State);
        return true;
    }
}

/// <summary>How a story passes its time.</summary>
internal interface IPace
{
    TimeProvider Time { get; }

    /// <summary>Lets others have their turn.</summary>
    Task PauseAsync();

    /// <summary>Asks again and again, as the clock goes on, until the answer is yes; false when it never was within the usual time limit.</summary>
    async Task<bool> UntilAsync(Func<Task<bool>> holds)
    {
        var began = Time.GetTimestamp();
        while (!await holds())
        {
            if (Time.GetElapsedTime(began) > TestTimeout.Usual)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(25), Time);
        }

        return true;
    }
}

/// <summary>All of the machine's threads and its own clock: what happens when is left to them.</summary>
internal sealed class RealPace : IPace
{
    public TimeProvider Time => TimeProvider.System;

    public async Task PauseAsync() => await Task.Yield();
}
