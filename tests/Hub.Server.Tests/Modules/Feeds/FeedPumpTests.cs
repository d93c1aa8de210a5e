using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Server.Modules.Feeds.Tables;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds;

public class FeedPumpTests
{
    private static readonly TimeSpan TestLimit = TimeSpan.FromSeconds(60);
    private readonly TimerWatch time = new();
    private readonly IModuleChannels channels = Substitute.For<IModuleChannels>();
    private readonly FeedPublishing publishing;
    private readonly FeedSourceStates states;
    private readonly FeedStaleness staleness;
    private readonly Published published = new();
    private readonly WarningLog log = new();

    public FeedPumpTests()
    {
#pragma warning disable CA2012 // The call is what is configured; its result is not used.
        channels.AppendAsync(Arg.Any<ChannelName>(), Arg.Any<IReadOnlyList<Draft>>(), null, null, null, Arg.Any<CancellationToken>())
            .Returns(call => published.Append(call.Arg<ChannelName>(), call.Arg<IReadOnlyList<Draft>>()));
        channels.ReadStateAsync(Arg.Any<ChannelName>(), Arg.Any<StateQuery>(), Arg.Any<CancellationToken>())
            .Returns(_ => new(new KeyPage { Epoch = "e", Head = 0, ForgottenUpTo = 0, Entries = [], HasMore = false }));
#pragma warning restore CA2012
        states = new FeedSourceStates(time);
        var declarations = new FeedDeclarations(new Dictionary<string, FeedOptions>());
        var tables = new FeedTables(declarations, [new Source("t")], channels, time);
        publishing = new FeedPublishing(tables, declarations, new FeedObservers([]), channels, new ChannelAccess(Substitute.For<IChannelAuthorizer>()), new LimitOptions(), time);
        staleness = new FeedStaleness(tables, declarations, states, channels, time);
    }

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
        IReadOnlyList<FeedUpdate> gone = [new("a") { Removed = true }];
        await RunAsync(new Source("t", [gone, Batch(("a", 1)), gone, gone, Batch(("a", 1))]));
        Assert.Equal(["feed:t a=1", "feed:t -a", "feed:t a=1"], published.Lines);
    }

    [Fact]
    public async Task Run_SourceThrows_IsReadAgainAfterGrowingDelaysAndLoggedOnce()
    {
        var source = new Source("t", null, null, null, [Batch(("a", 1))]);
        var pump = new FeedPump(source, publishing, staleness, states, time, log);
        var running = pump.RunAsync(CancellationToken.None);
        foreach (var (seconds, reads) in new[] { (0.9, 1), (0.1, 2), (1.9, 2), (0.1, 3), (3.9, 3), (0.1, 4) })
        {
            await time.TimerArmedAsync().WaitAsync(TestLimit);
            time.Advance(TimeSpan.FromSeconds(seconds));
            await source.ReadsAsync(reads).WaitAsync(TestLimit);
            Assert.Equal(reads, source.Reads);
        }

        await running.WaitAsync(TestLimit);
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
    public async Task Run_UpdatesThatBreakARule_CountAsAFailureAndTakeNothingAway()
    {
        IReadOnlyList<FeedUpdate> rubbish = [new("a") { Fields = Payload.FromJson("""{"v":2}""") }, new("b") { Fields = Payload.FromJson("""{"v":{}}""") }];
        var source = new Source("t", [Batch(("a", 1)), rubbish], [Batch(("a", 3))]);
        var running = new FeedPump(source, publishing, staleness, states, time, log).RunAsync(CancellationToken.None);
        await time.TimerArmedAsync().WaitAsync(TestLimit);
        time.Advance(TimeSpan.FromSeconds(1));

        await running.WaitAsync(TestLimit);
        Assert.Equal(["feed:t a=1", "feed:t a=3"], published.Lines);
        Assert.Single(log.Warnings);
    }

    [Fact]
    public async Task Run_SourceFailsAndWorksAgain_ItsStateSaysSo()
    {
        var source = new Source("t", null, [Batch(("a", 1))]);
        var running = new FeedPump(source, publishing, staleness, states, time, log).RunAsync(CancellationToken.None);
        await time.TimerArmedAsync().WaitAsync(TestLimit);

        // What an unexpected error says may be meant for no one else.
        Assert.Equal(new FeedSourceStatus(FeedSourceState.Failing, Now) { Message = "see the server's log" }, states.Of("t"));
        Assert.Equal(["the source of feed t fails: see the server's log"], states.Warnings);
        time.Advance(TimeSpan.FromSeconds(1));
        await running.WaitAsync(TestLimit);
        Assert.Equal(new FeedSourceStatus(FeedSourceState.Ended, Now), states.Of("t"));
        Assert.Empty(states.Warnings);
    }

    [Fact]
    public async Task Run_AppendIsRefused_IsTriedOnceAndNotCalledBusy()
    {
        published.Refusal = Refusal.BadRequest("data", "data must not contain the key x", reason: "undeliverable");
        using var stop = new CancellationTokenSource();
        var running = new FeedPump(new Source("t", [Batch(("a", 1))]), publishing, staleness, states, time, log).RunAsync(stop.Token);
        await time.TimerArmedAsync().WaitAsync(TestLimit);

        Assert.Equal("data must not contain the key x", states.Of("t")!.Message);
        Assert.Equal(1, published.Appends);
        await stop.CancelAsync();
        await running.WaitAsync(TestLimit);
    }

    [Fact]
    public async Task Run_FailureThatTheMessageNames_IsLoggedInOneLineOnceAlsoWhenTheSourceGivesALittleEachTime()
    {
        IReadOnlyList<FeedUpdate> rubbish = [new("b") { Fields = Payload.FromJson("""{"v":{}}""") }];
        var source = new Source("t", [Batch(("a", 1)), rubbish], [Batch(("a", 2)), rubbish], [Batch(("a", 3))]);
        var running = new FeedPump(source, publishing, staleness, states, time, log).RunAsync(CancellationToken.None);
        foreach (var seconds in new[] { 1, 2 })
        {
            await time.TimerArmedAsync().WaitAsync(TestLimit);
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await running.WaitAsync(TestLimit);
        Assert.Equal("The source of feed t failed: updates[0]: fields.v must be a number, a text, true, false or null; a feed's values are flat; it is started again until it works", Assert.Single(log.Warnings));
        Assert.Empty(log.Exceptions);
    }

    [Fact]
    public async Task Run_UnexpectedFailure_IsLoggedWithItsStackOnceAlsoWhenTheSourceGivesALittleEachTime()
    {
        var source = new Source("t", [Batch(("a", 1)), null!], [Batch(("a", 2)), null!], [Batch(("a", 3))]);
        var running = new FeedPump(source, publishing, staleness, states, time, log).RunAsync(CancellationToken.None);
        foreach (var seconds in new[] { 1, 2 })
        {
            await time.TimerArmedAsync().WaitAsync(TestLimit);
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await running.WaitAsync(TestLimit);
        Assert.IsType<IOException>(Assert.Single(log.Exceptions));
    }

    [Fact]
    public async Task Run_UpdatesThatBreakARule_TheStateNamesTheRule()
    {
        IReadOnlyList<FeedUpdate> rubbish = [new("b") { Fields = Payload.FromJson("""{"v":{}}""") }];
        using var stop = new CancellationTokenSource();
        var running = new FeedPump(new Source("t", [rubbish]), publishing, staleness, states, time, log).RunAsync(stop.Token);
        await time.TimerArmedAsync().WaitAsync(TestLimit);

        Assert.StartsWith("updates[0]: fields.v must be a number", states.Of("t")!.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running.WaitAsync(TestLimit);
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        var waiting = new FeedPump(new Source("t", [null]), publishing, staleness, states, time, log).RunAsync(stop.Token);
        await time.TimerArmedAsync().WaitAsync(TestLimit);
        await stop.CancelAsync();
        await waiting.WaitAsync(TestLimit);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static List<FeedUpdate> Batch(params (string Key, int Value)[] updates) =>
        [.. updates.Select(update => new FeedUpdate(update.Key) { Fields = Payload.FromJson($$"""{"v":{{update.Value}}}""") })];

    private Task RunAsync(Source source)
    {
        var running = new FeedPump(source, publishing, staleness, states, time, log).RunAsync(CancellationToken.None);
        return running.WaitAsync(TestLimit);
    }

    /// <summary>Gives one list of batches a reading, or throws where there is none; ends after the last.</summary>
    private sealed class Source(string name, params IReadOnlyList<FeedUpdate>[]?[] readings) : IFeedSource
    {
        private readonly Channel<int> begun = Channel.CreateUnbounded<int>();
        private int seen;

        public string Name => name;

        public string Title => name;

        public string Description => name;

        public string Kind => "test";

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
                yield return batch ?? throw new IOException("no more");
        }
    }

    /// <summary>What the pump appended, one line a batch.</summary>
    private sealed class Published
    {
        private long head;

        public List<string> Lines { get; } = [];

        public int Failures { get; set; }

        public Refusal? Refusal { get; set; }

        public int Appends { get; private set; }

        public ValueTask<Outcome<ChannelAppend>> Append(ChannelName channel, IReadOnlyList<Draft> drafts)
        {
            Appends++;
            if (Refusal is { } refusal)
                return new(refusal);
            if (Failures-- > 0)
                throw new IOException("no engine");
            Assert.All(drafts, draft => Assert.Equal("feed.updated", draft.Type));
            Lines.Add(channel + " " + string.Join(' ', drafts.Select(Text)));
            var first = head + 1;
            head += drafts.Count;
            return new(new ChannelAppend(new Position("e", first), false, head));
        }

        private static string Text(Draft draft) =>
            draft.Removed ? "-" + draft.Key : $"{draft.Key}={System.Text.Json.JsonElement.Parse(draft.Data.Bytes.Span).GetProperty("v")}";
    }

    private sealed class WarningLog : ILogger<FeedPump>
    {
        public List<string> Warnings { get; } = [];

        public List<Exception> Exceptions { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Warnings.Add(formatter(state, exception));
            if (exception is not null)
                Exceptions.Add(exception);
        }
    }
}
