using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using RealtimeHub.Server.Transports.Framing;

namespace RealtimeHub.Server.Transports;

/// <summary>
/// What a hub writes to: each flush becomes one WebSocket message and goes to the connection's <see cref="WriteGate"/>. Between flushes it holds no buffer.
/// SignalR lets one writer at a time use it.
/// </summary>
/// <param name="gate">Where messages go.</param>
/// <param name="format">How the hub's protocol writes them.</param>
internal sealed class HubOutput(WriteGate gate, ITransferFormatFeature format) : PipeWriter
{
    private const int FirstSize = 512;
    private byte[]? buffer;
    private int end = FrameHeader.MaxBytes;
    private bool isCompleted;
    private bool isCanceled;
    private TaskCompletionSource? canceled;

    /// <summary>Whether the hub has more than one call to answer: answers then go out together.</summary>
    public bool IsPipelined { get; set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => end - FrameHeader.MaxBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsMemory(end);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsSpan(end);
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (buffer?.Length ?? end) - end);
        end += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (buffer is not null && !isCompleted)
            SendMessage();
        if (gate.HasRoom)
            return new ValueTask<FlushResult>(new FlushResult(TakeCanceled(), gate.IsOver));
        return new ValueTask<FlushResult>(WaitAsync(cancellationToken));
    }

    /// <summary>SignalR calls it when it ends the connection: what waits for the reader waits no more, and nothing is published to it any more.</summary>
    public override void CancelPendingFlush()
    {
        gate.Mute();
        Volatile.Write(ref isCanceled, true);
        Volatile.Read(ref canceled)?.TrySetResult();
    }

    public override void Complete(Exception? exception = null)
    {
        isCompleted = true;
        Release();
    }

    private async Task<FlushResult> WaitAsync(CancellationToken cancellationToken)
    {
        var cancel = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref canceled, cancel);
        if (!Volatile.Read(ref isCanceled))
            await Task.WhenAny(gate.DrainAsync(), cancel.Task).WaitAsync(cancellationToken);
        Volatile.Write(ref canceled, null);
        return new FlushResult(TakeCanceled(), gate.IsOver);
    }

    private bool TakeCanceled() => Volatile.Read(ref isCanceled) && Interlocked.Exchange(ref isCanceled, false);

    private void SendMessage()
    {
        var length = end - FrameHeader.MaxBytes;
        var start = FrameHeader.MaxBytes - FrameHeader.LengthOf(length);
        FrameHeader.Write(buffer.AsSpan(start), format.ActiveFormat == TransferFormat.Binary ? Opcode.Binary : Opcode.Text, length);
        gate.Queue(buffer.AsSpan(start, end - start), IsPipelined);
        Release();
    }

    private void Reserve(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (buffer is not null && buffer.Length - end >= sizeHint)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(end + sizeHint, buffer is null ? FirstSize : 2 * buffer.Length));
        if (buffer is not null)
        {
            buffer.AsSpan(0, end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = larger;
    }

    private void Release()
    {
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
        end = FrameHeader.MaxBytes;
    }
}
