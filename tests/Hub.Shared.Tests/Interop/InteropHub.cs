using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.Shared.Tests.Interop;

/// <summary>A client's answer to a question. Not in HubJson: any type will do.</summary>
public sealed record Answer(string Text, byte[] Bytes);

/// <summary>What the hub calls.</summary>
public interface IInteropClient
{
    Task Publication(Publication publication);

    Task Signal(Signal signal);

    Task<Answer> Ask(string question);
}

// A hub's methods can't be static.
#pragma warning disable CA1822

/// <summary>Says back what it hears, as a real hub would: in callbacks, results and streams.</summary>
public sealed class InteropHub : Hub<IInteropClient>
{
    public async Task<PublishResult> Publish(PublishRequest request)
    {
        var publication = new Publication
        {
            Channel = ChannelName.Parse(request.Channel),
            Offset = request.ExpectedOffset ?? 1,
            Type = request.Type,
            Data = request.Data,
            Key = request.Key,
            Removed = request.Removed,
            Publisher = new Publisher("u", null, "c"),
            Time = 1_700_000_000_123,
            IdempotencyKey = request.IdempotencyKey,
        };
        await Clients.Caller.Publication(publication);
        return new PublishResult(new Position("e", publication.Offset), request.Removed ?? false);
    }

    public Task SendSignal(SignalRequest request) => Clients.Caller.Signal(new Signal
    {
        Channel = ChannelName.Parse(request.Channel), Type = request.Type, Data = request.Data, Time = 5,
    });

    public SubscribeRequest Subscribe(SubscribeRequest request) => request;

    public void Nothings()
    {
    }

    public void Refuse() => throw new HubException("permission_denied: no");

    public byte[] Reverse(byte[] bytes) => [.. bytes.Reverse()];

    public Task<Answer> AskMe() => Clients.Caller.Ask("who");

    public async IAsyncEnumerable<Position> Count(int count, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            yield return new Position("e", i);
        }

        if (count < 0)
            throw new HubException("bad_request: count is negative");
    }

    public async Task<int> Sum(IAsyncEnumerable<int> numbers)
    {
        var sum = 0;
        await foreach (var number in numbers)
            sum += number;
        return sum;
    }
}
