using System.Globalization;

namespace RealtimeHub.Load;

/// <summary>Runs every case on every server, round after round, so that what disturbs the machine disturbs all alike.</summary>
internal sealed class Comparison(LoadOptions options)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private int runs;

    public async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var measurements = new List<Measurement>();
        var servers = new List<Server>();
        try
        {
            foreach (var placement in options.Placements)
            {
                foreach (var target in options.Targets.Where(target => placement.Count == 1 || !target.OneThread))
                    servers.Add(new(target, placement, await ServerProcess.StartAsync(target, placement)));
            }

            // Round 0 brings the code to its final form and is forgotten.
            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var load in options.Cases)
                    measurements.AddRange(await CompareAsync(load, servers, round));
                servers.Reverse();
            }
        }
        finally
        {
            servers.ForEach(server => server.Process.Dispose());
        }

        return [.. measurements.Where(measurement => measurement.Round > 0)];
    }

    private async Task<IReadOnlyList<Measurement>> CompareAsync(LoadCase load, IEnumerable<Server> servers, int round)
    {
        var measurements = new List<Measurement>();
        foreach (var server in servers)
        {
            var measurement = Measure(load, server, round);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round} {load.Name} {server.Target.Name}, {server.Placement.Describe()}: {measurement.ProcessorPerDelivery:0.00} µs, {measurement.DeliveriesPerSecond:#,0}/s, p50 {measurement.Median.TotalMilliseconds:0.0} ms, p99 {measurement.NinetyNinth.TotalMilliseconds:0.0} ms"));
            measurements.Add(measurement);
            // The connections' ends are not part of the next measurement.
            await Task.Delay(Pause, TimeProvider.System);
        }

        return measurements;
    }

    private Measurement Measure(LoadCase load, Server measured, int round)
    {
        var (target, placement, process) = measured;
        using var run = LoadRun.Open(load, target, process.Address, string.Create(CultureInfo.InvariantCulture, $"load-{++runs}"));
        run.Drive(WarmUp);
        var (server, generator) = (process.ProcessorTime, ServerProcess.ReadProcessorTime(Environment.ProcessId));
        var (publishes, deliveries, elapsed, latencies) = run.Drive(options.Duration);
        return new Measurement(
            load.Name,
            target.Name,
            placement.Count,
            round,
            publishes,
            deliveries,
            elapsed,
            process.ProcessorTime - server,
            ServerProcess.ReadProcessorTime(Environment.ProcessId) - generator,
            latencies.Percentile(0.5),
            latencies.Percentile(0.99));
    }

    private sealed record Server(Target Target, Placement Placement, ServerProcess Process);
}
