using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Host;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Host;

public sealed class HostMetricsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("host-metrics").FullName;
    private readonly FakeTimeProvider time = new();
    private readonly ServerCounters counters = new();

    [Fact]
    public async Task Read_RecordedTexts_GivesRatesFromTheSecondTickOn()
    {
        Write("stat", ProcTexts.Stat);
        Write("loadavg", ProcTexts.LoadAvg);
        Write("meminfo", ProcTexts.MemInfo);
        Write("diskstats", ProcTexts.DiskStats);
        Write("net/dev", ProcTexts.NetDev);
        await using var reader = Read(Recorded());

        var first = await NextAsync(reader);
        Assert.Equal(["disk", "load", "memory", "server"], first.Keys.Order());
        Assert.Equal(["freeBytes", "totalBytes"], Names(first["disk"]));

        Write("stat", ProcTexts.StatLater);
        Write("diskstats", ProcTexts.DiskStats.Replace("sda 1000 10 80000", "sda 1002 10 80008", StringComparison.Ordinal));
        Write("net/dev", ProcTexts.NetDev.Replace("705619954", "705620954", StringComparison.Ordinal));
        counters.Published("topic", 20);
        counters.Delivered(500);
        var second = await NextAsync(reader);
        Assert.Equal(["cpu", "cpu0", "cpu1", "disk", "load", "memory", "network", "server"], second.Keys.Order());
        Assert.Equal("""{"busyPercent":80,"userPercent":60,"systemPercent":20,"iowaitPercent":10}""", second["cpu0"].GetRawText());
        Assert.Equal("""{"receivedBytesPerSecond":1000,"sentBytesPerSecond":0,"receivedPacketsPerSecond":0,"sentPacketsPerSecond":0}""", second["network"].GetRawText());
        Assert.Equal((4096, 2, 0), (Number(second["disk"], "readBytesPerSecond"), Number(second["disk"], "readsPerSecond"), Number(second["disk"], "writesPerSecond")));
        Assert.Equal((20, 500, 1), (Number(second["server"], "publicationsPerSecond"), Number(second["server"], "deliveriesPerSecond"), Number(second["server"], "uptimeSeconds")));
    }

    [Fact]
    public async Task Read_FileGoesAway_ItsKeysAreRemovedOnce()
    {
        Write("stat", ProcTexts.Stat);
        await using var reader = Read(Recorded());
        await NextAsync(reader);
        Write("stat", ProcTexts.StatLater);
        Assert.Contains("cpu1", (await NextAsync(reader)).Keys);

        Write("stat", ProcTexts.StatLater.Replace("cpu1 ", "cxu1 ", StringComparison.Ordinal));
        await TickAsync(reader);
        Assert.Equal(["cpu1"], reader.Current.Where(update => update.Removed == true).Select(update => update.Key));
        await TickAsync(reader);
        Assert.DoesNotContain(reader.Current, update => update.Removed == true);
    }

    [Fact]
    public async Task Read_NoFilesAtAll_GivesWhatTheRuntimeTells()
    {
        await using var reader = Read(Recorded());
        var first = await NextAsync(reader);
        Assert.True(Number(first["memory"], "totalBytes") > 0);
        Assert.True(Number(first["server"], "threads") > 0);
        Assert.DoesNotContain("cpu", first.Keys);
        Assert.DoesNotContain("load", first.Keys);
    }

    [Fact]
    public async Task Read_ThisMachine_GivesEveryKeyWithPlausibleNumbers()
    {
        await using var reader = Read(HostMetrics.Create(counters, folder, time));
        await NextAsync(reader);
        var values = await NextAsync(reader);
        Assert.All(values.SelectMany(value => value.Value.EnumerateObject()), field => Assert.True(field.Value.GetDouble() >= 0, field.Name));
        Assert.Equal(
            ["connections", "subscriptions", "workingSetBytes", "heapBytes", "gen0Collections", "gen1Collections", "gen2Collections", "threads", "uptimeSeconds", "gcPausePercent", "cpuPercent", "publicationsPerSecond", "deliveriesPerSecond"],
            Names(values["server"]));
        if (!OperatingSystem.IsLinux())
            return;
        Assert.Superset(new HashSet<string> { "cpu", "cpu0", "load", "memory", "disk", "network", "server" }, values.Keys.ToHashSet());
        Assert.Equal(["load1", "load5", "load15", "processes"], Names(values["load"]));
        Assert.Equal(["totalBytes", "usedBytes", "availableBytes", "swapUsedBytes", "usedPercent"], Names(values["memory"]));
        Assert.Equal(["readBytesPerSecond", "writeBytesPerSecond", "readsPerSecond", "writesPerSecond", "freeBytes", "totalBytes"], Names(values["disk"]));
        Assert.InRange(Number(values["memory"], "usedPercent"), 0.1, 100);
        Assert.InRange(Number(values["cpu"], "busyPercent"), 0, 100);
    }

    public void Dispose()
    {
        counters.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static double Number(JsonElement value, string field) => value.GetProperty(field).GetDouble();

    private static IEnumerable<string> Names(JsonElement value) => value.EnumerateObject().Select(field => field.Name);

    private static IAsyncEnumerator<IReadOnlyList<FeedUpdate>> Read(HostMetrics metrics) => metrics.ReadAsync(CancellationToken.None).GetAsyncEnumerator();

    private HostMetrics Recorded()
    {
        var files = new ProcFiles(folder);
        return new HostMetrics(
            [new ProcessorCollector(files), new LoadCollector(files), new MemoryCollector(files), new DiskCollector(files, folder), new NetworkCollector(files), new ServerCollector(counters, files)],
            time);
    }

    private async Task<Dictionary<string, JsonElement>> NextAsync(IAsyncEnumerator<IReadOnlyList<FeedUpdate>> reader)
    {
        await TickAsync(reader);
        return reader.Current.Where(update => update.Removed != true).ToDictionary(update => update.Key, update => JsonElement.Parse(update.Fields!.Value.Bytes.Span));
    }

    private async Task TickAsync(IAsyncEnumerator<IReadOnlyList<FeedUpdate>> reader)
    {
        var next = reader.MoveNextAsync();
        if (!next.IsCompleted)
            time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await next.AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllText(Path.Combine(folder, name), text);
    }
}
