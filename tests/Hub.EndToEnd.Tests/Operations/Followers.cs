using System.Collections.Concurrent;
using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>Many .NET clients that each follow one channel until a publication of the type <c>end</c>, and note what is lost, comes twice or resets.</summary>
internal sealed class Followers : IAsyncDisposable
{
    public const string End = "end";

    private readonly List<HubClient> clients = [];
    private readonly List<Task> following = [];

    /// <summary>What went wrong, in words.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>Connects them and waits until all have subscribed.</summary>
    public static async Task<Followers> StartAsync(Uri hub, int count, IReadOnlyList<string> channels)
    {
        var followers = new Followers();
        foreach (var group in Enumerable.Range(0, count).Chunk(20))
            await Task.WhenAll(group.Select(n => followers.FollowAsync(hub, n, channels[n % channels.Count]))).Within();
        return followers;
    }

    /// <summary>Waits until every one of them has got the end of its channel.</summary>
    public Task FinishAsync(TimeSpan limit) => Task.WhenAll(following).Within(limit);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    private async Task FollowAsync(Uri hub, int n, string channel)
    {
        var client = new HubClient(new HubClientOptions
        {
            Url = hub,
            FirstRetryDelay = TimeSpan.FromMilliseconds(50),
            LongestRetryDelay = TimeSpan.FromMilliseconds(500),
            Random = new Random(n),
        });
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long offset = 0;
        var options = new SubscriptionOptions
        {
            OnReset = (reset, _) =>
            {
                Faults.Enqueue($"client {n}: reset, {reset.Reason}");
                return ValueTask.CompletedTask;
            },
            OnPublication = (publication, _) =>
            {
                if (publication.Offset != offset + 1 || publication.DataAs<long>() != publication.Offset)
                    Faults.Enqueue($"client {n}: {publication.Offset} ({publication.Data}) after {offset}");
                offset = publication.Offset;
                if (publication.Type == End)
                    ended.TrySetResult();
                return ValueTask.CompletedTask;
            },
        };
        lock (clients)
        {
            clients.Add(client);
            following.Add(ended.Task);
        }

        await client.SubscribeAsync(channel, options);
    }
}
