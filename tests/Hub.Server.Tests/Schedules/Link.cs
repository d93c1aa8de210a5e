using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>
/// One connection between server and subscriber. What is written stands on the wire until the subscriber reads it; a
/// writer waits while too much is unread; one writes at a time, as under SignalR's lock. Cutting it loses what is unread.
/// </summary>
internal sealed class Link : IOutboxWriter, IChannelClient, IDisposable
{
    private readonly TableProtocol table;
    private readonly int room;
    private readonly SemaphoreSlim writing = new(1);
    private readonly Lock gate = new();
    private readonly Queue<object> wire = new();
    private readonly CancellationTokenSource cut = new();
    private TaskCompletionSource changed = New();

    public Link(string id, TableProtocol table, int room, OutboxLimits limits)
    {
        (Id, this.table, this.room) = (id, table, room);
        Outbox = new Outbox(this, limits);
    }

    public string Id { get; }

    public Outbox Outbox { get; }

    public IHubProtocol Protocol => table;

    public CancellationToken Ended => cut.Token;

    public bool IsCut => cut.IsCancellationRequested;

    public bool WasTooSlow { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frames) => await PutAsync(table.Decode(frames.Span));

    public void EndAsSlowConsumer()
    {
        WasTooSlow = true;
        Cut();
    }

    public void Cut()
    {
        lock (gate)
            wire.Clear();
        cut.Cancel();
        Wake();
    }

    /// <summary>The next thing on the wire; null once the link is cut.</summary>
    public async Task<object?> ReadAsync()
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (IsCut)
                    return null;
                if (wire.TryDequeue(out var read))
                {
                    Wake();
                    return read;
                }

                next = changed.Task;
            }

            await next;
        }
    }

    /// <summary>What is written beside the outbox: replays, and the answers of calls.</summary>
    public Task PutAsync(object argument) => PutAsync([argument]);

    Task IChannelClient.Publication(Publication publication) => PutAsync(publication);

    Task IChannelClient.Reset(Reset reset) => PutAsync(reset);

    Task IChannelClient.Unsubscribed(Unsubscribed unsubscribed) => PutAsync(unsubscribed);

    Task IChannelClient.Signal(Signal signal) => PutAsync(signal);

    Task IChannelClient.Welcome(Welcome welcome) => Task.CompletedTask;

    Task IChannelClient.Presence(PresenceChange presence) => Task.CompletedTask;

    Task IChannelClient.TokenExpiring(TokenExpiring tokenExpiring) => Task.CompletedTask;

    Task IChannelClient.Draining(Draining draining) => Task.CompletedTask;

    Task IChannelClient.Closing(Closing closing) => Task.CompletedTask;

    public void Dispose()
    {
        cut.Dispose();
        writing.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task PutAsync(IReadOnlyList<object> arguments)
    {
        await writing.WaitAsync();
        try
        {
            lock (gate)
            {
                if (IsCut)
                    return;
                foreach (var argument in arguments)
                    wire.Enqueue(argument);
                Wake();
            }

            while (TooMuchUnread() is { } next)
                await next;
        }
        finally
        {
            writing.Release();
        }
    }

    private Task? TooMuchUnread()
    {
        lock (gate)
            return !IsCut && wire.Count > room ? changed.Task : null;
    }

    private void Wake()
    {
        TaskCompletionSource woken;
        lock (gate)
            (woken, changed) = (changed, New());
        woken.TrySetResult();
    }
}
