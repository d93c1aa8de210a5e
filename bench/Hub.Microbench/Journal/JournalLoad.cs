using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Shared;

namespace RealtimeHub.Microbench.Journal;

/// <summary>Appends to the engine with so many in flight, into 16 channels that have listeners.</summary>
internal static class JournalLoad
{
    public const int Channels = 16;
    public const int PayloadBytes = 128;
    private static readonly Payload Value = Payload.FromJson("\"" + new string('x', PayloadBytes - 2) + "\"");

    private static readonly Retention Keep = new() { HistoryCount = 10_000, HistoryAge = null, TombstoneAge = TimeSpan.FromHours(1) };

    public static JournalEngine Engine(string folder) => new(
        new JournalOptions { Folder = folder }, TimeProvider.System, new EpochSource(new Random(1)), NullLogger<JournalEngine>.Instance);

    public static async Task<Sample> RunAsync(string folder, int inFlight, Durability durability, TimeSpan length)
    {
        await using var engine = Engine(folder);
        await engine.StartAsync(new CountingListener(), CancellationToken.None);
        for (var i = 0; i < Channels; i++)
            await engine.ListenAsync(Channel(i), CancellationToken.None);
        await RunAsync(engine, inFlight, durability, TimeSpan.FromMilliseconds(500));
        var (commits, bytes) = (engine.CommitCount, engine.WrittenBytes);
        var (processor, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var watch = Stopwatch.StartNew();
        var ticks = await RunAsync(engine, inFlight, durability, length);
        watch.Stop();
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        var writes = Math.Max(1, engine.CommitCount - commits);
        var sample = Sample.Of(ticks.Count, watch.Elapsed, ticks, (double)ticks.Count / writes, (double)(engine.WrittenBytes - bytes) / writes);
        return sample with { ProcessorTime = processor.TotalMicroseconds / ticks.Count, Allocated = (double)allocated / ticks.Count };
    }

    public static ChannelName Channel(int number) => ChannelName.Of("bench", $"{number}");

    public static Append Append(ChannelName channel, Durability durability) => new()
    {
        Channel = channel,
        Drafts = [new Draft { Type = "bench", Data = Value }],
        Retention = Keep,
        Durability = durability,
    };

    private static async Task<List<long>> RunAsync(JournalEngine engine, int inFlight, Durability durability, TimeSpan length)
    {
        var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var results = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(worker => Task.Run(async () =>
        {
            var append = Append(Channel(worker % Channels), durability);
            var ticks = new List<long>();
            for (var start = Stopwatch.GetTimestamp(); start < end;)
            {
                await engine.AppendAsync(append, CancellationToken.None);
                var now = Stopwatch.GetTimestamp();
                ticks.Add(now - start);
                start = now;
            }

            return ticks;
        })));
        return [.. results.SelectMany(ticks => ticks)];
    }

    /// <summary>Hears everything, as a fan-out would.</summary>
    public sealed class CountingListener : IEngineListener
    {
        private long count;

        public long Count => Interlocked.Read(ref count);

        public void OnPublications(ChannelName channel, string epoch, IReadOnlyList<Publication> publications) =>
            Interlocked.Add(ref count, publications.Count);

        public void OnSignal(Signal signal)
        {
        }

        public void OnReset(ChannelName channel, Position position)
        {
        }
    }
}
