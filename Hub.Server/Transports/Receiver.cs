using System.Buffers;
using System.IO.Pipelines;
using RealtimeHub.Server.Transports.Framing;

namespace RealtimeHub.Server.Transports;

/// <summary>How reading from a client ended.</summary>
internal enum ReceiveEnd
{
    /// <summary>The client said goodbye.</summary>
    Closed,

    /// <summary>The client is gone, or was told to go.</summary>
    Lost,

    /// <summary>The client broke the rules of WebSockets, and has been told so.</summary>
    Violated,
}

/// <summary>Reads a client's frames, hands the messages in them to the hub and answers the rest. Between reads it holds no buffer.</summary>
/// <param name="stream">Where the client's bytes come from.</param>
/// <param name="meter">Counts frames; null where nothing bounds them.</param>
/// <param name="input">The hub's input; completed when reading ends.</param>
/// <param name="output">The hub's output, which learns whether several calls came at once.</param>
/// <param name="gate">Where answers go.</param>
internal sealed class Receiver(Stream stream, IFrameMeter? meter, PipeWriter input, HubOutput output, WriteGate gate)
{
    private const int ReadBytes = 8 * 1024;
    private readonly FrameReader frames = new();
    private bool wasHeard;
    private bool isHandingOn;
    private int messages;
    private int handedBytes;
    private bool hasPonged;

    /// <summary>Called once before the first bytes are taken.</summary>
    public Action? OnFirst { get; set; }

    /// <summary>Whether anything came since this was last asked. While the hub takes its time a silent client is none.</summary>
    public bool TakeHeard() => Interlocked.Exchange(ref wasHeard, false) || Volatile.Read(ref isHandingOn);

    /// <summary>Reads until the end. Throws nothing.</summary>
    public async Task<ReceiveEnd> RunAsync()
    {
        Exception? broken = null;
        try
        {
            while (true)
            {
                // Without a buffer: most connections wait most of the time.
#pragma warning disable CA2022 // It reads nothing, but waits until there is something.
                await stream.ReadAsync(Memory<byte>.Empty);
#pragma warning restore CA2022
                if (await ReadOnceAsync() is not { } end)
                    continue;
                if (end == ReceiveEnd.Violated)
                    broken = new IOException($"the client broke the rules of WebSockets: {frames.Code}");
                return end;
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return ReceiveEnd.Lost;
        }
        finally
        {
            await input.CompleteAsync(broken);
        }
    }

    /// <summary>Reads on for a moment and looks at nothing: what a client has not taken yet is lost when its connection is closed with bytes that were not read.</summary>
    public async Task LingerAsync(int mostBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            while (mostBytes > 0 && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
                mostBytes -= count;
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It has gone, or its time is over.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<ReceiveEnd?> ReadOnceAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            var count = await stream.ReadAsync(buffer.AsMemory(0, ReadBytes));
            if (count == 0)
                return ReceiveEnd.Lost;
            Volatile.Write(ref wasHeard, true);
            OnFirst?.Invoke();
            OnFirst = null;
            if (meter is not null && !meter.TryCount(buffer.AsSpan(0, count)))
            {
                await meter.ExceedAsync();
                return ReceiveEnd.Lost;
            }

            if (Take(buffer.AsSpan(0, count)) is { } end)
                return end;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return await HandOnAsync() ? null : ReceiveEnd.Lost;
    }

    private ReceiveEnd? Take(Span<byte> bytes)
    {
        (messages, handedBytes, hasPonged) = (0, 0, false);
        while (true)
        {
            switch (frames.Read(ref bytes, out var payload))
            {
                case FrameEvent.None:
                    return null;
                case FrameEvent.Part:
                    Hand(payload);
                    break;
                case FrameEvent.End:
                    Hand(payload);
                    messages++;
                    break;
                case FrameEvent.Ping:
                    Pong(payload);
                    break;
                case FrameEvent.Pong:
                    break;
                case FrameEvent.Close:
                    gate.Close(frames.Code);
                    return ReceiveEnd.Closed;
                default:
                    meter?.NoteViolation();
                    gate.Close(frames.Code);
                    return ReceiveEnd.Violated;
            }
        }
    }

    private void Hand(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return;
        input.Write(payload);
        handedBytes += payload.Length;
    }

    private void Pong(ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = stackalloc byte[FrameHeader.MaxControlBytes + 2];
        var header = FrameHeader.Write(frame, Opcode.Pong, payload.Length);
        payload.CopyTo(frame[header..]);
        gate.Queue(frame[..(header + payload.Length)]);
        hasPonged = true;
    }

    // The hub's backpressure is the client's, and so is its own slow reading of what it asked for by pings.
    private async ValueTask<bool> HandOnAsync()
    {
        var goesOn = true;
        if (handedBytes > 0)
        {
            output.IsPipelined = messages > 1;
            var flush = input.FlushAsync();
            if (!flush.IsCompleted)
                Volatile.Write(ref isHandingOn, true);
            goesOn = await flush is { IsCanceled: false, IsCompleted: false };
        }

        if (hasPonged && !gate.HasRoom)
        {
            Volatile.Write(ref isHandingOn, true);
            await gate.DrainAsync();
        }

        Volatile.Write(ref isHandingOn, false);
        return goesOn;
    }
}
