using System.Globalization;
using System.Net;

namespace RealtimeHub.Load;

/// <summary>Publishes to groups of a SignalR server over a connection of its own, ten times a second, from a thread of its own.</summary>
internal sealed class GroupPublisher : IDisposable
{
    private const int TurnsPerSecond = 10;
    private readonly LoadConnection connection;
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;
    private long sent;

    public GroupPublisher(IPEndPoint server, int keys, int perSecond)
    {
        connection = LoadConnection.Open(server, 0, static (_, _) => { });
        connection.Socket.Blocking = true;
        running = Task.Run(() => RunAsync(keys, perSecond / TurnsPerSecond));
    }

    public long Sent => Interlocked.Read(ref sent);

    public void Dispose()
    {
        stop.Cancel();

        // A server that is behind does not read: the send that waits for it ends with its socket.
        connection.Socket.Dispose();
        running.ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        stop.Dispose();
    }

    private async Task RunAsync(int keys, int turn)
    {
        var next = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1d / TurnsPerSecond), TimeProvider.System);
        while (!stop.IsCancellationRequested && await timer.WaitForNextTickAsync())
        {
            for (var i = 0; i < turn && !stop.IsCancellationRequested; i++, next = (next + 1) % keys)
            {
                var now = FeedSource.Now;
                connection.Send(Target.Send("Publish", string.Create(
                    CultureInfo.InvariantCulture,
                    $$$"""{"channel":"{{{FeedSource.KeyOf(next)}}}","type":"feed.updated","data":{"name":"Company {{{next}}}","price":{{{now % 1_000:0.00}}},"volume":{{{(long)now}}},"t":{{{now:0.000}}}}}""")));
                Interlocked.Increment(ref sent);
            }
        }
    }
}
