using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Feeds;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Feeds;

public class FeedDemandTests
{
    private readonly Server server = new();
    private readonly FeedDemand demand;

    public FeedDemandTests() => demand = new FeedDemand(new Demand(["AAA"], 2), server, new FakeTimeProvider());

    [Fact]
    public async Task Change_KeysAndRate_AsksForWhatIsDifferentOnly()
    {
        await demand.ChangeAsync(["BBB"], 2).Within();
        await demand.ChangeAsync(["BBB"], 5).Within();
        await demand.ChangeAsync(["BBB"], 5).Within();

        Assert.Equal([("BBB", null), (null, 5d)], server.Asked.Items.Select(asked => (asked.Keys?.Single(), asked.MaxRate)));
        Assert.Equal(("BBB", 5d), (demand.Granted.Keys!.Single(), demand.Granted.MaxRate));
    }

    [Fact]
    public async Task Change_ManyWhileOneIsUnderWay_AsksForTheNewestOnly()
    {
        var answer = new TaskCompletionSource();
        server.Answer = () => answer.Task;
        var first = demand.ChangeAsync(["BBB"], null);
        await server.Asked.CountAsync(1).Within();
        foreach (var key in new[] { "CCC", "DDD", "EEE" })
            _ = demand.ChangeAsync([key], null);
        server.Answer = () => Task.CompletedTask;
        answer.SetResult();
        await first.Within();

        Assert.Equal([["BBB"], ["EEE"]], server.Asked.Items.Select(asked => asked.Keys!));
    }

    [Fact]
    public async Task Change_ConnectionLost_AsksAgainWhenItIsLive()
    {
        server.Failures.Enqueue(new ConnectionLostException("cut"));
        server.Failures.Enqueue(new TimeoutException());
        await demand.ChangeAsync(["BBB"], null).Within();

        Assert.Equal(3, server.Asked.Count);
        Assert.Equal(3, server.Waits);
    }

    [Fact]
    public async Task Change_Refused_ThrowsAndLeavesWhatWas()
    {
        server.Failures.Enqueue(new HubCallException(ErrorCode.BadRequest, "no"));
        await Assert.ThrowsAsync<HubCallException>(() => demand.ChangeAsync([""], null).Within());

        Assert.Equal(["AAA"], demand.Granted.Keys!);
        Assert.Equal([["AAA"]], server.Settled.Items);
        await demand.ChangeAsync(["BBB"], null).Within();
        Assert.Equal(["BBB"], demand.Granted.Keys!);
    }

    [Fact]
    public async Task Change_RefusedWhileTheSubscriptionIsMadeAgain_AsksAgain()
    {
        server.Failures.Enqueue(new HubCallException(ErrorCode.BadRequest, "not subscribed"));
        server.IsLive = false;
        await demand.ChangeAsync(["BBB"], null).Within();

        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task Change_ServerBusy_AsksAgainAfterItsWait()
    {
        var time = new FakeTimeProvider();
        var patient = new FeedDemand(new Demand(null, -1), server, time);
        server.Failures.Enqueue(new HubCallException(ErrorCode.RateLimited, "busy", TimeSpan.FromSeconds(5)));
        var change = patient.ChangeAsync(null, 1);
        await server.Asked.CountAsync(1).Within();
        await TestTimeout.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return change.IsCompleted;
        });
        await change;
        Assert.Equal(2, server.Asked.Count);
    }

    private sealed class Server : IDemandSubscription
    {
        public Recorder<(IReadOnlyList<string>? Keys, double? MaxRate)> Asked { get; } = new();

        public Recorder<IReadOnlyList<string>> Settled { get; } = new();

        public Queue<Exception> Failures { get; } = new();

        public Func<Task> Answer { get; set; } = () => Task.CompletedTask;

        public int Waits { get; private set; }

        public bool IsLive { get; set; } = true;

        public Task WaitUntilLiveAsync()
        {
            Waits++;
            return Task.CompletedTask;
        }

        public async Task<UpdateSubscriptionResult> UpdateAsync(IReadOnlyList<string>? keys, double? maxRate)
        {
            Asked.Add((keys, maxRate));
            await Answer();
            return Failures.TryDequeue(out var failure) ? throw failure : new UpdateSubscriptionResult(maxRate, keys);
        }

        public Task SettleAsync(Demand demand, UpdateSubscriptionResult? result)
        {
            if (result is null)
                Settled.Add(demand.Keys!);
            return Task.CompletedTask;
        }
    }
}
