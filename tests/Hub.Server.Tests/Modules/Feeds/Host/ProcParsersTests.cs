using RealtimeHub.Server.Modules.Feeds.Host;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Host;

public class ProcParsersTests
{
    [Fact]
    public void ProcStat_Modern_GivesAllProcessors()
    {
        var times = ProcStat.Parse(ProcTexts.Stat);
        Assert.Equal(["cpu", "cpu0", "cpu1"], times.Select(processor => processor.Key));
        Assert.Equal(new ProcessorTimes(39272, 8591, 300251, 961, 45), times[0].Value);
    }

    [Fact]
    public void ProcStat_OldKernel_HasNoMoreThanFourFigures() =>
        Assert.Equal(new ProcessorTimes(1166, 1441, 11311718, 0, 0), ProcStat.Parse(ProcTexts.StatOld)[0].Value);

    [Fact]
    public void ProcessorCollector_TwoReadings_GiveShares()
    {
        var (before, after) = (ProcStat.Parse(ProcTexts.Stat), ProcStat.Parse(ProcTexts.StatLater));
        Assert.Equal([80, 60, 20, 10], ProcessorCollector.Figures(before[1].Value, after[1].Value).Select(figure => figure.Value));
        Assert.Equal([0, 0, 0, 0], ProcessorCollector.Figures(before[2].Value, after[2].Value).Select(figure => figure.Value));
        Assert.Equal([40, 30, 10, 5], ProcessorCollector.Figures(before[0].Value, after[0].Value).Select(figure => figure.Value));
    }

    [Fact]
    public void ProcessorCollector_CountersFall_NothingIsNegative()
    {
        var (before, after) = (ProcStat.Parse(ProcTexts.StatLater), ProcStat.Parse(ProcTexts.Stat));
        Assert.All(ProcessorCollector.Figures(before[0].Value, after[0].Value), figure => Assert.Equal(0, figure.Value));
    }

    [Fact]
    public void LoadCollector_Text_GivesAverages()
    {
        Assert.Equal([1.33, 1.09, 0.57, 106], LoadCollector.Parse(ProcTexts.LoadAvg)!.Select(figure => figure.Value));
        Assert.Null(LoadCollector.Parse("1.33 1.09"));
        Assert.Null(LoadCollector.Parse("a b c 1/2 3"));
        Assert.Null(LoadCollector.Parse(""));
    }

    [Fact]
    public void MemoryCollector_Modern_GivesBytes() => Assert.Equal(
        [24684092L * 1024, (24684092L - 24128980) * 1024, 24128980L * 1024, 97148L * 1024, 2.2],
        MemoryCollector.Parse(ProcTexts.MemInfo)!.Select(figure => figure.Value));

    [Fact]
    public void MemoryCollector_OldKernel_EstimatesWhatIsAvailable()
    {
        const long Available = 13548 + 98064 + 692320;
        Assert.Equal(
            [1031016L * 1024, (1031016L - Available) * 1024, Available * 1024, 0, 22],
            MemoryCollector.Parse(ProcTexts.MemInfoOld)!.Select(figure => figure.Value));
        Assert.Null(MemoryCollector.Parse("Cached: 1 kB"));
    }

    [Fact]
    public void ProcDiskStats_Text_CountsWholeDisksOnce()
    {
        var disks = ProcDiskStats.Parse(ProcTexts.DiskStats);
        Assert.Equal(["nvme0n1", "sda", "sdaa", "xvda1"], disks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([80000 * 512, 160000 * 512, 1000, 2000], disks["sda"]);
    }

    [Fact]
    public void NetworkCollector_Text_LeavesTheLoopbackOut()
    {
        var interfaces = NetworkCollector.Parse(ProcTexts.NetDev);
        Assert.Equal(["eth0", "wlan0"], interfaces.Keys);
        Assert.Equal([705619954, 1090333, 17189, 11642], interfaces["eth0"]);
        Assert.Equal([500, 600, 5, 6], interfaces["wlan0"]);
    }

    [Fact]
    public void ServerCollector_Status_GivesThreads()
    {
        Assert.Equal(23, ServerCollector.ParseThreads("Name:\tdotnet\nThreads:\t23\nSigQ:\t0/96000\n"));
        Assert.Null(ServerCollector.ParseThreads("Name:\tdotnet\n"));
    }

    [Fact]
    public void ToPayload_LargeAndSmall_AreNumbersWithoutExponent()
    {
        var reading = new HostReading("x", [new("a", 9e15), new("b", 12.3), new("c", 0), Figure.Percent("d", 1, 3), Figure.Percent("e", 1, 0), Figure.Whole("f", 2.5)]);
        Assert.Equal("""{"a":9000000000000000,"b":12.3,"c":0,"d":33.3,"e":0,"f":2}""", System.Text.Encoding.UTF8.GetString(reading.ToPayload().Bytes.Span));
    }
}
