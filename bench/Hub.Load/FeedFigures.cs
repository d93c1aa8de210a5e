using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>
/// What live values cost: 5,000 updates a second over 500 keys, seen by 1,000 subscribers with 50 keys each at one value a second and key. Beside it a SignalR
/// group that sends every value, and pages that poll.
/// </summary>
internal sealed class FeedFigures(LoadOptions options)
{
    private const int PerSecond = 5_000;
    private const int Keys = 500;
    private const int Subscribers = 1_000;
    private const int KeysOfOne = 50;
    private const int MeasuredOneOf = 10;
    private const int Stalled = 10;
    private const int Polling = 20;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UntilFull = TimeSpan.FromSeconds(5);
    private readonly StringBuilder text = new("| what | measured |\n| --- | --- |\n");

    /// <summary>The server's arguments: the default engine, and no feed of its own beside the one that is measured.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--Hub:ApiKeys:0:Name", "load", "--Hub:ApiKeys:0:Key", FeedSource.ApiKey, "--Hub:ApiKeys:0:Scopes", "publish", "--Hub:ApiKeys:0:UpdatesPerSecond", "0",
        "--Hub:Feeds:market:Source", "publish", "--Hub:Feeds:weather:Source", "publish", "--Hub:Limits:HistoryReadsPerSecond", "0",
    ];

    /// <summary>Measures on servers of its own.</summary>
    public async Task<string> MeasureAsync()
    {
        var hub = options.Targets.First(target => target.HasRooms) with { Arguments = Arguments };
        await MeasureHubAsync(hub);
        foreach (var raw in options.Targets.Where(target => !target.HasRooms))
            await MeasureGroupsAsync(raw);
        return text.ToString();
    }

    private async Task MeasureHubAsync(Target target)
    {
        using var server = await ServerProcess.StartAsync(target, Placement.One(options.Core));
        await FeedSource.FillAsync(server.Address, "few", Keys);
        await FeedSource.FillAsync(server.Address, "wide", 20_000);
        Row("one source update, no subscribers, a feed of 500 keys", PerUpdate(server, "few", 0));
        Row("the same, a feed of 20,000 keys", PerUpdate(server, "wide", 0));

        using var audience = new FeedAudience();
        audience.Open(server.Address, Subscribers);
        var before = server.ResidentBytes;
        audience.AskAll(Subscribe);
        Row("growth of resident memory while they subscribe, a key, with snapshots, buffers and garbage", $"{(server.ResidentBytes - before) / (double)(Subscribers * KeysOfOne):0} bytes");
        Row($"one source update of keys that {Subscribers:#,0} subscribers of the feed do not have", PerUpdate(server, "few", Keys, audience));

        using var source = new FeedSource(server.Address, "few", 0, Keys, PerSecond);
        audience.MeasureOneOf(MeasuredOneOf);
        MeasureBesideStalled(server, audience, source);
        Poll(server);
    }

    // In turn without and with readers that have stopped: the machine's noise is in all.
    private void MeasureBesideStalled(ServerProcess server, FeedAudience audience, FeedSource source)
    {
        var (alone, beside, besideFast) = (new List<Delivered>(), new List<Delivered>(), new List<Delivered>());
        for (var round = 0; round < options.Rounds; round++)
        {
            alone.Add(Deliver(server, audience, source));
            beside.Add(DeliverBesideStalled(server, audience, source, Subscribe));
            besideFast.Add(DeliverBesideStalled(server, audience, source, _ => Call("Subscribe", """{"channel":"feed:few"}""")));
        }

        Row($"{Subscribers:#,0} subscribers, {KeysOfOne} keys each, one value a second and key; measured at {Subscribers / MeasuredOneOf} of them", Delivered.Describe(alone));
        Row($"the same beside {Stalled} more like them that stopped reading {(UntilFull + WarmUp).TotalSeconds:0} s before", Delivered.Describe(beside));
        Row("change of the p99 by them, medians", Change(alone, beside));
        Row($"the same beside {Stalled} subscribers of all {Keys} keys without a rate, to whom as many values are due as to all the others, that stopped reading then", Delivered.Describe(besideFast));
        Row("change of the p99 by them, medians", Change(alone, besideFast));
    }

    private static string Change(List<Delivered> from, List<Delivered> to) =>
        string.Create(CultureInfo.InvariantCulture, $"{((Delivered.Median(to, one => one.P99) / Delivered.Median(from, one => one.P99)) - 1) * 100:+0;-0;0} %");

    private Delivered DeliverBesideStalled(ServerProcess server, FeedAudience audience, FeedSource source, Func<int, byte[]> subscribe)
    {
        using var stalled = new FeedAudience();
        stalled.Open(server.Address, Stalled);
        stalled.Send(subscribe);
        audience.Read(UntilFull);
        return Deliver(server, audience, source);
    }

    private Delivered Deliver(ServerProcess server, FeedAudience audience, FeedSource source)
    {
        audience.Read(WarmUp);
        var (published, processor, start) = (source.Published, server.ProcessorTime, Stopwatch.GetTimestamp());
        audience.Read(options.Duration);
        var (used, elapsed) = (server.ProcessorTime - processor, Stopwatch.GetElapsedTime(start));
        return new Delivered(
            (source.Published - published) / elapsed.TotalSeconds,
            audience.Values / elapsed.TotalSeconds,
            used / elapsed,
            used.TotalMicroseconds / audience.Values,
            audience.Ages.Percentile(0.5).TotalMilliseconds,
            audience.Ages.Percentile(0.99).TotalMilliseconds);
    }

    private string PerUpdate(ServerProcess server, string feed, int firstKey, FeedAudience? audience = null)
    {
        using var source = new FeedSource(server.Address, feed, firstKey, Keys, PerSecond);
        Wait(audience, WarmUp);
        var (published, processor) = (source.Published, server.ProcessorTime);
        Wait(audience, options.Duration);
        return string.Create(CultureInfo.InvariantCulture, $"{(server.ProcessorTime - processor).TotalMicroseconds / (source.Published - published):0.0} µs");
    }

    private static void Wait(FeedAudience? audience, TimeSpan duration)
    {
        using var none = audience is null ? new FeedAudience() : null;
        (audience ?? none!).Read(duration);
    }

    private void Poll(ServerProcess server)
    {
        using var pages = new FeedAudience();
        pages.Open(server.Address, Polling);
        pages.AskAll(_ => Call("ReadState", """{"channel":"feed:few","limit":500}"""));
        var (processor, polls) = (server.ProcessorTime, 0);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < options.Duration; polls += Polling)
            pages.AskAll(_ => Call("ReadState", """{"channel":"feed:few","limit":500}"""));
        var used = server.ProcessorTime - processor;
        Row("a page that polls all 500 values (ReadState), while 5,000 updates/s come in and the 1,000 subscribers stay", string.Create(
            CultureInfo.InvariantCulture, $"{polls / options.Duration.TotalSeconds:0} polls/s and the rest of the load with {used / options.Duration * 100:0} % of a core"));
    }

    // What one writes with SignalR alone: a group a key, and each value goes to its group.
    private async Task MeasureGroupsAsync(Target target)
    {
        using var server = await ServerProcess.StartAsync(target, Placement.One(options.Core));
        using var audience = new FeedAudience();
        audience.Open(server.Address, Subscribers);
        for (var i = 0; i < KeysOfOne; i++)
        {
            var turn = i;
            audience.AskAll(number => Call("Subscribe", $$"""{"channel":"{{FeedSource.KeyOf((number + (turn * 10)) % Keys)}}"}"""));
        }

        using var publisher = new GroupPublisher(server.Address, Keys, PerSecond);
        audience.Read(WarmUp);
        var (published, processor, start) = (publisher.Sent, server.ProcessorTime, Stopwatch.GetTimestamp());
        audience.Read(options.Duration);
        var (used, elapsed) = (server.ProcessorTime - processor, Stopwatch.GetElapsedTime(start));
        Row($"{target.Name}: a group a key, every value sent, the same {Subscribers:#,0} × {KeysOfOne}", string.Create(
            CultureInfo.InvariantCulture,
            $"{(publisher.Sent - published) / elapsed.TotalSeconds:#,0} updates/s offered, {audience.Values / elapsed.TotalSeconds:#,0} values/s out of {PerSecond * Subscribers * KeysOfOne / Keys:#,0} that are due, {used / elapsed * 100:0} % of a core, {used.TotalMicroseconds / Math.Max(1, audience.Values):0.00} µs a delivered value; age p50 {audience.Ages.Percentile(0.5).TotalMilliseconds:0} ms, p99 {audience.Ages.Percentile(0.99).TotalMilliseconds:0} ms"));
    }

    private static byte[] Subscribe(int number)
    {
        var keys = string.Join(',', Enumerable.Range(0, KeysOfOne).Select(i => $"\"{FeedSource.KeyOf((number + (i * 10)) % Keys)}\""));
        return Call("Subscribe", $$"""{"channel":"feed:few","maxRate":1,"keys":[{{keys}}]}""");
    }

    private static byte[] Call(string method, string argument) => Target.Invocation(method, argument, 0);

    private void Row(string what, string measured) => text.Append(CultureInfo.InvariantCulture, $"| {what} | {measured} |\n");
}
