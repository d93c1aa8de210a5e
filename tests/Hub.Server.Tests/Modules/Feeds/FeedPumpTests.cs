using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds;

public class FeedPumpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ManualTime time = new();
    private readonly Published published = new();
    private readonly WarningLog log = new();

    [Fact]
    public async Task Run_Batches_ArePublishedAsTheyCome()
    {
        await RunAsync(new Source("t", [Batch(("a", 1), ("b", 1)), Batch(("a", 2), ("b", 3))]));
        Assert.Equal(["feed:t a=1 b=1", "feed:t a=2 b=3"], published.Lines);
    }

    [Fact]
    public async Task Run_UnchangedValues_AreLeftOut()
    {
        await RunAsync(new Source("t", [Batch(("a", 1), ("b", 1)), Batch(("a", 1), ("b", 2)), Batch(("a", 1), ("b", 2)), Batch(("a", 2), ("b", 2))]));
        Assert.Equal(["feed:t a=1 b=1", "feed:t b=2", "feed:t a=2"], published.Lines);
    }

    [Fact]
    public async Task Run_RemovedKey_IsTakenAwayOnceAndMayComeBack()
    {
        IReadOnlyList<FeedUpdate> gone = [new("a", default, Removed: true)];
        await RunAsync(new Source("t", [gone, Batch(("a", 1)), gone, gone, Batch(("a", 1))]));
        Assert.Equal(["feed:t a=1", "feed:t -a", "feed:t a=1"], published.Lines);
    }

    [Fact]
    public async Task Run_SourceThrows_IsReadAgainAfterGrowingDelaysAndLoggedOnce()
    {
        var source = new Source("t", null, null, null, [Batch(("a", 1))]);
        var pump = new FeedPump(source, published, time, log);
        var running = pump.RunAsync(CancellationToken.None);
        foreach (var (seconds, reads) in new[] { (0.9, 1), (0.1, 2), (1.9, 2), (0.1, 3), (3.9, 3), (0.1, 4) })
        {
            await time.TimerWaitsAsync().WaitAsync(Patience);
            time.Advance(TimeSpan.FromSeconds(seconds));
            await source.ReadsAsync(reads).WaitAsync(Patience);
            Assert.Equal(reads, source.Reads);
        }

        await running.WaitAsync(Patience);
        Assert.Equal(["feed:t a=1"], published.Lines);
        Assert.Single(log.Warnings);
    }

    [Fact]
    public async Task Run_ChannelsFail_TheNextValuesArePublishedInFull()
    {
        published.Failures = 2;
        await RunAsync(new Source("t", [Batch(("a", 1), ("b", 1)), Batch(("a", 1), ("b", 2)), Batch(("a", 1), ("b", 2))]));
        Assert.Equal(["feed:t a=1 b=2"], published.Lines);
        Assert.Single(log.Warnings);
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        var waiting = new FeedPump(new Source("t", [null]), published, time, log).RunAsync(stop.Token);
        await time.TimerWaitsAsync().WaitAsync(Patience);
        await stop.CancelAsync();
        await waiting.WaitAsync(Patience);
    }

    private static List<FeedUpdate> Batch(params (string Key, int Value)[] updates) =>
        [.. updates.Select(update => new FeedUpdate(update.Key, Payload.From(update.Value)))];

    private Task RunAsync(Source source)
    {
        var running = new FeedPump(source, published, time, log).RunAsync(CancellationToken.None);
        return running.WaitAsync(Patience);
    }

    /// <summary>Gives one list of batches a reading, or throws where there is none; ends after the last.</summary>
    private sealed class Source(string name, params IReadOnlyList<FeedUpdate>[]?[] readings) : IFeedSource
    {
        private readonly Channel<int> begun = Channel.CreateUnbounded<int>();
        private int seen;

        public string Name => name;

        public string Title => name;

        public string Description => name;

        public int Reads { get; private set; }

        public async Task ReadsAsync(int count)
        {
            while (seen < count)
                seen = await begun.Reader.ReadAsync();
        }

        public async IAsyncEnumerable<IReadOnlyList<FeedUpdate>> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var reading = readings[Reads++];
            begun.Writer.TryWrite(Reads);
            await Task.Yield();
            foreach (var batch in reading ?? throw new IOException("no source"))
                yield return batch;
        }
    }

    private sealed class Published : IFeedChannels
    {
        public List<string> Lines { get; } = [];

        public int Failures { get; set; }

        public ValueTask PublishAsync(ChannelName channel, IReadOnlyList<FeedUpdate> updates, CancellationToken cancellationToken)
        {
            if (Failures-- > 0)
                throw new IOException("no engine");
            Lines.Add(channel + " " + string.Join(' ', updates.Select(Text)));
            return ValueTask.CompletedTask;
        }

        private static string Text(FeedUpdate update) =>
            update.Removed ? "-" + update.Key : $"{update.Key}={System.Text.Encoding.UTF8.GetString(update.Data.Bytes.Span)}";
    }

    private sealed class WarningLog : ILogger<FeedPump>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Add(formatter(state, exception));
    }
}
