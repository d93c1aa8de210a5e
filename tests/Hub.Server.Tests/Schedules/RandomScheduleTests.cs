using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>
/// Many publishers and subscribers in every mode, in an order that chance chooses: a subscriber that gets <c>recovered</c> has
/// seen everything once and in order, and one that holds a <c>resume</c> misses nothing by coming back with it.
/// </summary>
public sealed class RandomScheduleTests(ITestOutputHelper output)
{
    private static readonly ChannelName Log = ChannelName.Parse("topic:log");
    private static readonly ChannelName State = ChannelName.Parse("map:state");
    private static readonly ChannelName Signals = ChannelName.Parse("signal:signals");

    [Fact]
    public void Subscribing_InAnyOrderOfEvents_KeepsItsPromises()
    {
        var seeds = TestTimeout.IsLongRun ? 20_000 : 1_000;
        var seen = new Counts();
        for (var seed = 0; seed < seeds; seed++)
            seen += Run(seed);
        Assert.True(seen.Patches > seeds, $"only {seen.Patches} values came as patches");
        Assert.True(seen.StaleMarks > seeds, $"only {seen.StaleMarks} values were marked as stale");
        Assert.True(seen.Stayed > seeds / 10, $"only {seen.Stayed} values of keys that stayed came while others were changed");
        Assert.True(seen.Removals > seeds, $"only {seen.Removals} removals came");
        output.WriteLine($"proof: {seeds} random schedules");
    }

    [Fact]
    public async Task Subscribing_OnAllThreads_KeepsItsPromises()
    {
        for (var seed = 0; seed < 40; seed++)
            await Task.Run(() => TellAsync(new RealPace(), new Random(seed))).Within(3 * TestTimeout.Usual, $"seed {seed}");
    }

    private static Counts Run(int seed)
    {
        var schedule = new Schedule(seed);
        try
        {
            var seen = new Counts();
            schedule.Run(async () => seen = await TellAsync(schedule, new Random(seed)));
            return seen;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
        }
    }

    private static async Task<Counts> TellAsync(IPace pace, Random random)
    {
        using var world = new World(pace, random);
        var logs = Many(random, 3, () => new LogSubscriber(world, new LogView(Log), new Random(random.Next())));
        var states = Many(random, 3, () => new StateSubscriber(world, new StateView(State, world.Engine), new Random(random.Next())));
        var hearers = Many(random, 2, () => new SignalSubscriber(world, new SignalView(Signals), new Random(random.Next())));
        var publishing = Many(random, 3, () => PublishAsync(world, new Random(random.Next())));
        Task[] living = [.. logs.Select(one => one.LiveAsync(8)), .. states.Select(one => one.LiveAsync(8)), .. hearers.Select(one => one.LiveAsync(8))];
        await Task.WhenAll([.. publishing, .. living]);

        var head = world.Engine.Truth(Log).Count;
        await Task.WhenAll(logs.Select(one => one.SettleAsync(() => one.Fault is not null || one.View.Position?.Offset == head)));
        await Task.WhenAll(states.Select(one => one.SettleAsync(() => one.Fault is not null || one.View.IsPaused || one.View.IsPresent(out _))));
        var number = 0L;
        foreach (var one in hearers)
            await one.SettleAsync(() => one.Fault is not null || SignalIsHeard(world, one.View, ref number));
        foreach (Subscriber one in (Subscriber[])[.. logs, .. states, .. hearers])
            Assert.True(one.Fault is null, one.Fault);
        foreach (var one in logs.Where(one => one.View.Seen.Count > 0))
            Assert.Equal(Enumerable.Range((int)one.View.Seen[0], one.View.Seen.Count).Select(offset => (long)offset), one.View.Seen);

        await Task.WhenAll([.. logs.Select(one => one.LeaveAsync()), .. states.Select(one => one.LeaveAsync()), .. hearers.Select(one => one.LeaveAsync())]);
        await pace.UntilAsync(() => Task.FromResult(world.Left == default));
        Assert.Equal(default, world.Left);
        return states.Aggregate(new Counts(), (sum, one) => sum + one.View.Seen);
    }

    // Few fields of few values, so that many stay as they were, some go, and some go back to what they were.
    private static Payload SomeFields(Random random) => random.Next(12) == 0
        ? Payload.FromJson("[1]")
        : Payload.FromJson("{" + string.Join(',', new[] { "p", "q", "r" }.Where(_ => random.Next(8) > 0).Select(field => $"\"{field}\":{random.Next(3)}")) + "}");

    // Nothing is kept: those who are there get the next one.
    private static bool SignalIsHeard(World world, SignalView view, ref long number)
    {
        if (view.LastOf("end") > 0)
            return true;
        _ = world.SignalAsync(Signals, "end", ++number).AsTask();
        return false;
    }

    private static T[] Many<T>(Random random, int most, Func<T> make) => [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => make())];

    private static async Task PublishAsync(World world, Random random)
    {
        var name = $"publisher {random.Next()}";
        for (var count = random.Next(10, 40); count > 0; count--)
        {
            if (random.Next(4) == 0)
                await world.SignalAsync(Signals, name, 1_000 - count);
            else if (random.Next(2) == 0)
                await world.PublishAsync(Log, null, removed: false);
            else if (random.Next(6) == 0)
                await world.MarkAsync(State, stale: random.Next(2) == 0);
            else
                await world.PublishAsync(State, StateSubscriber.AllKeys[random.Next(StateSubscriber.AllKeys.Length)], random.Next(5) == 0, SomeFields(random));
            for (var pauses = random.Next(10); pauses > 0; pauses--)
                await world.Pace.PauseAsync();
        }
    }
}
