using RealtimeHub.Server.Transports;
using RealtimeHub.Server.Transports.Framing;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Transports;

/// <summary>The one way out of a connection.</summary>
public class WriteGateTests
{
    private readonly HeldSink sink = new();
    private readonly WriteGate gate;
    private int failures;

    public WriteGateTests() => gate = new WriteGate(sink) { OnFailed = () => Interlocked.Increment(ref failures) };

    [Fact]
    public void Send_WhatIsTakenAtOnce_IsSentInOrderAndAllocatesNothing()
    {
        sink.Keeps = false;
        var frame = FrameHeader.Frame(RealtimeHub.Server.Transports.Framing.Opcode.Text, "a publication"u8);
        Assert.True(IsDone(gate.SendAsync(frame)));
        gate.Queue(frame);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Assert.True(IsDone(gate.SendAsync(frame)));
            gate.Queue(frame);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2_002L * frame.Length, sink.Count);
    }

    [Fact]
    public async Task Send_WhatIsTakenInPart_CompletesWithTheRestAndWhatCameMeanwhileFollows()
    {
        sink.Room = 3;
        var first = gate.SendAsync(new byte[] { 1, 2, 3, 4, 5 });
        gate.Queue([6, 7]);
        var second = gate.SendAsync(new byte[] { 8 });
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        Assert.NotEqual(0, gate.WaitingSince);
        Assert.False(gate.HasRoom);

        sink.Release();
        await first.AsTask().Within();
        await second.AsTask().Within();

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], sink.Bytes);
        Assert.Equal(0, gate.WaitingSince);
        Assert.True(gate.HasRoom);
    }

    [Fact]
    public async Task Queue_Bytes_AreTheCallersAgainAtOnce()
    {
        sink.Room = 1;
        byte[] bytes = [1, 2, 3];
        gate.Queue(bytes);
        bytes.AsSpan().Clear();
        var drained = gate.DrainAsync();
        sink.Release();
        await drained.Within();

        Assert.Equal([1, 2, 3], sink.Bytes);
    }

    [Fact]
    public async Task Queue_WithMoreToCome_IsSentTogetherByAnotherThread()
    {
        for (byte i = 0; i < 100; i++)
            gate.Queue([i], later: true);
        await gate.DrainAsync().Within();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), sink.Bytes);
        Assert.True(sink.Sends < 100, $"{sink.Sends} sends");
    }

    [Fact]
    public async Task Close_IsTheLastFrameWhateverWaitsOrComes()
    {
        sink.Room = 0;
        gate.Queue([1]);
        gate.Close(CloseStatus.Normal);
        gate.Queue([2]);
        gate.Close(CloseStatus.ProtocolError);
        await gate.SendAsync(new byte[] { 3 }).AsTask().Within();
        var drained = gate.DrainAsync();
        sink.Release();
        await drained.Within();

        Assert.Equal([1, .. FrameHeader.Close(CloseStatus.Normal)], sink.Bytes);
    }

    [Fact]
    public async Task Mute_DropsPublicationsOnly()
    {
        gate.Mute();
        await gate.SendAsync(new byte[] { 1 }).AsTask().Within();
        gate.Queue([2]);

        Assert.Equal([2], sink.Bytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_OnABrokenConnection_EndsItOnceAndReleasesWhoWaits(bool atOnce)
    {
        sink.Room = 0;
        if (atOnce)
            sink.Break();
        var write = gate.SendAsync(new byte[] { 1 });
        gate.Queue([2]);
        var second = gate.SendAsync(new byte[] { 3 });
        sink.Break();
        await write.AsTask().Within();
        await second.AsTask().Within();
        await gate.DrainAsync().Within();
        gate.Queue([4]);

        Assert.Equal(1, failures);
        Assert.True(gate.IsOver);
        Assert.Empty(sink.Bytes);
    }

    [Fact]
    public async Task End_WhileAWriteWaits_ReleasesWhoWaitsBehindIt()
    {
        sink.Room = 0;
        var write = gate.SendAsync(new byte[] { 1 });
        var behind = gate.SendAsync(new byte[] { 2 });
        gate.End();
        await behind.AsTask().Within();
        sink.Release();
        await write.AsTask().Within();

        Assert.Equal([1], sink.Bytes);
        Assert.Equal(0, failures);
    }

    [Fact]
    public async Task Send_FromManyThreads_KeepsEveryFrameWholeAndEachThreadsOrder()
    {
        const int Threads = 8;
        const int Frames = 2_000;
        sink.IsFickle = true;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            for (var n = 0; n < Frames; n++)
            {
                byte[] frame = [(byte)thread, (byte)(n >> 8), (byte)n, 0xEE];
                if (n % 3 == 0)
                    await gate.SendAsync(frame);
                else
                    gate.Queue(frame, later: n % 3 == 1);
            }
        }))).Within();
        await gate.DrainAsync().Within();

        var next = new int[Threads];
        var bytes = sink.Bytes;
        Assert.Equal(Threads * Frames * 4, bytes.Count);
        for (var at = 0; at < bytes.Count; at += 4)
        {
            Assert.Equal(0xEE, bytes[at + 3]);
            Assert.Equal(next[bytes[at]]++, (bytes[at + 1] << 8) | bytes[at + 2]);
        }
    }

    private static bool IsDone(ValueTask sent) => sent.IsCompletedSuccessfully;

    /// <summary>Takes as much as it has room for; the rest waits to be released.</summary>
    private sealed class HeldSink : IFrameSink
    {
        private readonly List<byte> bytes = [];
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Random random = new(1);
        private bool isBroken;

        public int Room { get; set; } = int.MaxValue;

        public bool Keeps { get; set; } = true;

        public bool IsFickle { get; set; }

        public long Count { get; private set; }

        public int Sends { get; private set; }

        public IReadOnlyList<byte> Bytes => bytes;

        public void Release()
        {
            Room = int.MaxValue;
            released.TrySetResult();
        }

        public void Break()
        {
            isBroken = true;
            released.TrySetResult();
        }

        public int TrySend(ReadOnlySpan<byte> frames)
        {
            if (isBroken)
                throw new IOException("broken");
            var taken = Math.Min(IsFickle ? random.Next(frames.Length + 1) : Room, frames.Length);
            if (!IsFickle)
                Room -= taken;
            Take(frames[..taken]);
            return taken;
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> frames)
        {
            if (IsFickle)
                await Task.Yield();
            else
                await released.Task;
            if (isBroken)
                throw new IOException("broken");
            Take(frames.Span);
        }

        private void Take(ReadOnlySpan<byte> taken)
        {
            Sends++;
            Count += taken.Length;
            if (Keeps)
                bytes.AddRange(taken);
        }
    }
}
