using RealtimeHub.Client;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>Publishes numbers from 1 to each of some channels in turn, so many a second, whatever becomes of its connection.</summary>
internal sealed class SteadyPublisher : IAsyncDisposable
{
    private readonly HubClient client;
    private readonly IReadOnlyList<string> channels;
    private readonly long[] counts;
    private readonly CancellationTokenSource end = new();
    private readonly List<Task> publishes = [];
    private readonly Recorder<bool> accepted = new();
    private readonly Task running;

    public SteadyPublisher(Uri hub, IReadOnlyList<string> channels, int perSecond)
    {
        this.channels = channels;
        counts = new long[channels.Count];
        client = new HubClient(new HubClientOptions
        {
            Url = hub,
            FirstRetryDelay = TimeSpan.FromMilliseconds(50),
            LongestRetryDelay = TimeSpan.FromMilliseconds(500),
            PublishQueueCapacity = 100_000,
            Random = new Random(1),
        });
        running = RunAsync(TimeSpan.FromSeconds(1d / perSecond));
    }

    /// <summary>How many publishes were answered so far.</summary>
    public int Accepted => accepted.Count;

    /// <summary>How many of them had been stored before their answer was lost.</summary>
    public int Duplicates => accepted.Items.Count(isDuplicate => isDuplicate);

    /// <summary>Waits until so many were answered.</summary>
    public Task AcceptedAsync(int count) => accepted.CountAsync(count, TimeSpan.FromMinutes(3));

    /// <summary>How many publications a channel was given.</summary>
    public long CountOf(string channel) => counts[channels.ToList().IndexOf(channel)];

    /// <summary>Publishes the end to each channel and waits for every answer; gives how many publications there are.</summary>
    public async Task<long> EndAsync()
    {
        await end.CancelAsync();
        await running;
        for (var n = 0; n < channels.Count; n++)
            Publish(n, Followers.End);
        await Task.WhenAll(publishes);
        return counts.Sum();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await running;
        await client.DisposeAsync();
        end.Dispose();
    }

    private async Task RunAsync(TimeSpan every)
    {
        using var timer = new PeriodicTimer(every, TimeProvider.System);
        try
        {
            for (var n = 0; ; n++)
            {
                Publish(n % channels.Count, "number");
                await timer.WaitForNextTickAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }
    }

    private void Publish(int channel, string type) => publishes.Add(PublishAsync(channels[channel], type, ++counts[channel]));

    private async Task PublishAsync(string channel, string type, long number) => accepted.Add((await client.PublishAsync(channel, type, number)).Duplicate);
}
