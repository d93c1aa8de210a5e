using System.Net.NetworkInformation;

namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>Rates of all network interfaces together but the loopback.</summary>
internal sealed class NetworkCollector(ProcFiles files) : IHostCollector
{
    private readonly CounterRates rates = new();

    public IEnumerable<HostReading> Collect(TimeSpan now)
    {
        var counters = files.Read("net/dev") is { } text ? Parse(text) : Runtime();
        if (rates.Next(counters, now) is not [var received, var sent, var receivedPackets, var sentPackets])
            return [];
        return
        [
            new HostReading("network",
            [
                Figure.Whole("receivedBytesPerSecond", received),
                Figure.Whole("sentBytesPerSecond", sent),
                Figure.Whole("receivedPacketsPerSecond", receivedPackets),
                Figure.Whole("sentPacketsPerSecond", sentPackets),
            ]),
        ];
    }

    /// <summary>Reads <c>/proc/net/dev</c>: bytes received and sent, packets received and sent of each interface.</summary>
    public static Dictionary<string, long[]> Parse(string text)
    {
        var interfaces = new Dictionary<string, long[]>();
        foreach (var line in text.Split('\n'))
        {
            // Old kernels leave no blank behind the colon. The two heading lines have none.
            var colon = line.LastIndexOf(':');
            if (colon < 0 || line.AsSpan(0, colon).Trim() is "lo")
                continue;
            var words = ProcFiles.Words(line[(colon + 1)..]);
            if (words.Length >= 10)
                interfaces[line[..colon].Trim()] = [At(0), At(8), At(1), At(9)];

            long At(int index) => ProcFiles.Counter(words[index]);
        }

        return interfaces;
    }

    private static Dictionary<string, long[]> Runtime()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .DistinctBy(card => card.Id)
                .ToDictionary(card => card.Id, card => Counters(card.GetIPStatistics()));
        }
        catch (Exception exception) when (exception is NetworkInformationException or PlatformNotSupportedException)
        {
            return [];
        }
    }

    private static long[] Counters(IPInterfaceStatistics statistics)
    {
#pragma warning disable CA1416 // Where a system has no such figure the call says so, and there is no reading.
        return [statistics.BytesReceived, statistics.BytesSent, statistics.UnicastPacketsReceived, statistics.UnicastPacketsSent];
#pragma warning restore CA1416
    }
}
