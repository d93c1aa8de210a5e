using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Tests.Schedules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Fanout;

/// <summary>The edge of an outbox: keeps what was written, and lets a test hold a write back.</summary>
internal sealed class RecordingWriter : IOutboxWriter
{
    private readonly TableProtocol table = TableProtocol.Shared;
    private TaskCompletionSource? held;

    public IHubProtocol Protocol
    {
        get
        {
            Encodings++;
            return table;
        }
    }

    /// <summary>How often the outbox wanted the bytes of a frame.</summary>
    public int Encodings { get; private set; }

    /// <summary>One list a write.</summary>
    public List<IReadOnlyList<object>> Writes { get; } = [];

    public IEnumerable<object> Written => Writes.SelectMany(write => write);

    public IEnumerable<Publication> Publications => Written.OfType<Publication>();

    public int SlowEnds { get; private set; }

    /// <summary>From now on writes wait for <see cref="Release"/>.</summary>
    public void Hold() => held ??= new TaskCompletionSource();

    public void Release()
    {
        var waiting = held;
        held = null;
        waiting?.SetResult();
    }

    public void Fail() => held!.SetException(new IOException("the connection broke"));

    public ValueTask WriteAsync(ReadOnlyMemory<byte> frames)
    {
        Writes.Add(table.Decode(frames.Span));
        return held is null ? ValueTask.CompletedTask : new ValueTask(held.Task);
    }

    public void EndAsSlowConsumer() => SlowEnds++;
}

/// <summary>Publications for tests.</summary>
internal static class Pub
{
    public static readonly ChannelName Channel = ChannelName.Parse("map:test");

    public static Publication Of(long offset, string? key = null) =>
        new() { Channel = Channel, Offset = offset, Type = "t", Data = Payload.FromJson($"{offset}"), Key = key, Time = 0, Resume = key is null ? null : offset };
}
