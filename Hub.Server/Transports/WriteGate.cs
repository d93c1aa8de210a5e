using System.Buffers;
using System.Runtime.CompilerServices;
using RealtimeHub.Server.Transports.Framing;

namespace RealtimeHub.Server.Transports;

/// <summary>
/// The one way out of a connection: publications, replies, pings and pongs pass it whole, in one order. Whoever finds it free sends on his own thread; what others
/// bring meanwhile waits in a rented buffer, and the sender takes it along. While nothing waits it holds no buffer, and a frame that is taken at once
/// allocates nothing. May be used from any thread.
/// </summary>
/// <remarks>The lock guards the fields and is never held while sending. After a close frame or a failure everything is dropped.</remarks>
internal sealed class WriteGate(IFrameSink sink) : IThreadPoolWorkItem
{
    /// <summary>How many bytes of replies may wait before their writer has to.</summary>
    private const int Room = 64 * 1024;

    private readonly Lock gate = new();
    private IFrameSink sink = sink;
    private byte[]? waiting;
    private int waitingBytes;
    private bool hasSent;
    private bool isSending;
    private bool isClosing;
    private bool isMuted;
    private bool isOver;
    private long waitingSince;
    private TaskCompletionSource? drained;

    /// <summary>Called once when sending has failed, on the thread that learnt it.</summary>
    public Action? OnFailed { get; init; }

    /// <summary>Whether nothing more is sent.</summary>
    public bool IsOver => Volatile.Read(ref isOver);

    /// <summary>Whether frames go out on the connection's own socket.</summary>
    public bool IsDirect
    {
        get
        {
            lock (gate)
                return sink is SocketSink;
        }
    }

    /// <summary>Since when a write has waited for the reader, by <see cref="Environment.TickCount64"/>; 0 when none does.</summary>
    public long WaitingSince => Volatile.Read(ref waitingSince);

    /// <summary>Whether replies may be written without waiting.</summary>
    public bool HasRoom => IsOver || (Volatile.Read(ref waitingBytes) < Room && WaitingSince == 0);

    /// <summary>Sends through another sink from now on, unless something has been sent already.</summary>
    public void Use(IFrameSink other)
    {
        lock (gate)
        {
            if (!hasSent)
                sink = other;
        }
    }

    /// <summary>Sends frames of the fan-out, which are never changed; completes when the kernel has them, so that what comes later waits outside.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> frames)
    {
        lock (gate)
        {
            if (isOver || isClosing || isMuted)
                return ValueTask.CompletedTask;
            if (isSending)
            {
                Append(frames.Span);
                return new ValueTask(DrainedLocked());
            }

            isSending = hasSent = true;
        }

        try
        {
            var sent = sink.TrySend(frames.Span);
            if (sent < frames.Length)
                return SendRestAsync(frames[sent..], null);
        }
        catch (IOException)
        {
            Fail();
            return ValueTask.CompletedTask;
        }

        return TryRelease() ? ValueTask.CompletedTask : SendRestAsync(default, null);
    }

    /// <summary>Sends frames whose bytes are the caller's again afterwards: what isn't taken at once is copied and waits.</summary>
    /// <param name="frames">Whole frames.</param>
    /// <param name="later">Whether more is about to come: it is sent together, by a thread of the pool.</param>
    public void Queue(ReadOnlySpan<byte> frames, bool later = false) => Queue(frames, later, isLast: false);

    /// <summary>Sends the last frame.</summary>
    public void Close(ushort code) => Queue(FrameHeader.Close(code), later: false, isLast: true);

    /// <summary>Drops what the fan-out still brings; answers still go out.</summary>
    public void Mute()
    {
        lock (gate)
            isMuted = true;
    }

    /// <summary>Completes when nothing waits any more.</summary>
    public Task DrainAsync()
    {
        lock (gate)
            return isSending && !isOver ? DrainedLocked() : Task.CompletedTask;
    }

    /// <summary>Drops what waits and everything that comes.</summary>
    public void End() => Finish();

    void IThreadPoolWorkItem.Execute() => _ = SendRestAsync(default, null).AsTask();

    private void Queue(ReadOnlySpan<byte> frames, bool later, bool isLast)
    {
        lock (gate)
        {
            if (isOver || isClosing)
                return;
            isClosing = isLast;
            var isBusy = isSending;
            if (isBusy || later)
                Append(frames);
            if (isBusy)
                return;
            isSending = hasSent = true;
        }

        if (later)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            SendNow(frames);
    }

    private void SendNow(ReadOnlySpan<byte> frames)
    {
        try
        {
            var sent = sink.TrySend(frames);
            if (sent == frames.Length)
            {
                if (!TryRelease())
                    _ = SendRestAsync(default, null).AsTask();
                return;
            }

            var rest = ArrayPool<byte>.Shared.Rent(frames.Length - sent);
            frames[sent..].CopyTo(rest);
            _ = SendRestAsync(rest.AsMemory(0, frames.Length - sent), rest).AsTask();
        }
        catch (IOException)
        {
            Fail();
        }
    }

    // The sender's part that may have to wait: the rest of its own bytes, then what others have brought. Throws nothing.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> bytes, byte[]? rented)
    {
        try
        {
            do
            {
                if (!bytes.IsEmpty && sink.TrySend(bytes.Span) is var sent && sent < bytes.Length)
                {
                    Volatile.Write(ref waitingSince, Environment.TickCount64);
                    await sink.SendAsync(bytes[sent..]);
                    Volatile.Write(ref waitingSince, 0);
                }

                if (rented is not null)
                    ArrayPool<byte>.Shared.Return(rented);
                rented = null;
            }
            while (TryTake(out bytes, out rented));
        }
        catch (IOException)
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
            Fail();
        }
    }

    // False: others have brought something meanwhile.
    private bool TryRelease()
    {
        lock (gate)
        {
            if (waitingBytes > 0)
                return false;
            ReleaseLocked();
            return true;
        }
    }

    private bool TryTake(out ReadOnlyMemory<byte> bytes, out byte[]? rented)
    {
        lock (gate)
        {
            (bytes, rented) = (waiting.AsMemory(0, waitingBytes), waiting);
            (waiting, waitingBytes) = (null, 0);
            if (rented is not null)
                return true;
            ReleaseLocked();
            return false;
        }
    }

    private void ReleaseLocked()
    {
        isSending = false;
        drained?.TrySetResult();
        drained = null;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (waiting is null || waiting.Length - waitingBytes < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(waitingBytes + bytes.Length, 2 * waitingBytes));
            if (waiting is not null)
            {
                waiting.AsSpan(0, waitingBytes).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(waiting);
            }

            waiting = larger;
        }

        bytes.CopyTo(waiting.AsSpan(waitingBytes));
        waitingBytes += bytes.Length;
    }

    private Task DrainedLocked() => (drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Fail()
    {
        if (Finish())
            OnFailed?.Invoke();
    }

    private bool Finish()
    {
        lock (gate)
        {
            if (isOver)
                return false;
            isOver = true;
            if (waiting is not null)
                ArrayPool<byte>.Shared.Return(waiting);
            (waiting, waitingBytes, waitingSince) = (null, 0, 0);
            drained?.TrySetResult();
            drained = null;
            return true;
        }
    }
}
