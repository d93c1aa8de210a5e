using System.Runtime.CompilerServices;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>A simulation as a source. While no one watches, every key changes once in some seconds only.</summary>
internal sealed class SimulatorSource(string name, ISimulation simulation, SimulatorOptions options, Func<bool> isWatched, TimeProvider time) : IFeedSource
{
    private const int MostTicksPerSecond = 10;
    private readonly int updatesPerSecond = options.UpdatesPerSecond > 0 ? options.UpdatesPerSecond : simulation.UpdatesPerSecond;

    /// <summary>How often every key changes while no one watches.</summary>
    public static TimeSpan IdlePeriod { get; } = TimeSpan.FromSeconds(10);

    public string Name => name;

    public string Title => simulation.Title;

    public string Description => simulation.Description;

    public string Kind => "simulator";

    public IReadOnlyList<FeedField> Fields => simulation.Fields;

    public async IAsyncEnumerable<IReadOnlyList<FeedUpdate>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ticks = Math.Min(MostTicksPerSecond, updatesPerSecond);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1d / ticks), time);
        yield return simulation.All(time.GetUtcNow());
        var last = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var watched = isWatched();
            if (!watched && time.GetElapsedTime(last) < IdlePeriod)
                continue;
            last = time.GetTimestamp();
            yield return watched ? simulation.Next(time.GetUtcNow(), updatesPerSecond / ticks) : simulation.All(time.GetUtcNow());
        }
    }
}
