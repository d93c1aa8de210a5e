using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>Clients that keep to the rules and call all the while, next to those that don't.</summary>
internal sealed class HonestClients : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource end = new();
    private readonly List<RawHub> hubs = [];
    private readonly List<Task> asking = [];
    private readonly Lock gate = new();
    private int[] answers = [];
    private List<TimeSpan> times = [];

    public static async Task<HonestClients> ConnectAsync(Uri hub, int count)
    {
        var clients = new HonestClients { answers = new int[count] };
        for (var n = 0; n < count; n++)
            clients.hubs.Add(await RawHub.ConnectAsync(hub));
        clients.asking.AddRange(clients.hubs.Select((one, n) => Task.Run(() => clients.AskAsync(one, n))));
        return clients;
    }

    /// <summary>Waits until each has been answered twice from now on, and gives the time within which 99 of 100 answers came.</summary>
    public async Task<TimeSpan> AreAnsweredAsync()
    {
        int[] before;
        lock (gate)
            (before, times) = ([.. answers], []);
        await TestTimeout.Until(
            () =>
            {
                Assert.All(asking, one => Assert.False(one.IsFaulted, $"{one.Exception}"));
                lock (gate)
                    return answers.Zip(before).All(pair => pair.First >= pair.Second + 2);
            },
            what: "answers to all honest clients");
        lock (gate)
            return times.Order().ElementAt(times.Count * 99 / 100);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(asking).Within();
        foreach (var hub in hubs)
            hub.Dispose();
        end.Dispose();
    }

    private async Task AskAsync(RawHub hub, int n)
    {
        using var timer = new PeriodicTimer(Pause);
        while (!end.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            var answer = await hub.InvokeAsync("Unsubscribe", """{"channel":"topic:honest"}""");
            Assert.False(answer.TryGetProperty("error", out var error), $"{error}");
            lock (gate)
            {
                times.Add(TimeProvider.System.GetElapsedTime(began));
                answers[n]++;
            }

            try
            {
                await timer.WaitForNextTickAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
