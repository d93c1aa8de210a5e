using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using RealtimeHub.Server.Transports;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Transports;

/// <summary>What a hub writes becomes one WebSocket message a flush.</summary>
public class HubOutputTests
{
    private readonly SlowSink sink = new();
    private readonly WriteGate gate;
    private readonly Format format = new();
    private readonly HubOutput output;

    public HubOutputTests()
    {
        gate = new WriteGate(sink);
        output = new HubOutput(gate, format);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(70_000)]
    public async Task Flush_WhatWasWrittenInPieces_IsOneMessage(int length)
    {
        var payload = new byte[length];
        new Random(1).NextBytes(payload);
        foreach (var piece in payload.Chunk(100))
            output.Write(piece);
        Assert.Equal(length, output.UnflushedBytes);
        await output.FlushAsync().AsTask().Within();

        Assert.Equal(length == 0 ? [] : new RawFrame(Opcode.Text, payload).Encode(null), sink.Bytes);
    }

    [Fact]
    public async Task Flush_OfABinaryProtocol_IsABinaryMessage()
    {
        format.ActiveFormat = TransferFormat.Binary;
        await output.WriteAsync(new byte[] { 1, 2 }).AsTask().Within();

        Assert.Equal(new RawFrame(Opcode.Binary, [1, 2]).Encode(null), sink.Bytes);
    }

    [Fact]
    public async Task Flush_WhileTheReaderReadsNothing_WaitsUntilItDoes()
    {
        sink.Holds = true;
        gate.Queue([0]);
        var flush = output.WriteAsync(new byte[] { 1 }).AsTask();
        Assert.False(flush.IsCompleted);
        sink.Release();

        Assert.False((await flush.Within()).IsCanceled);
    }

    [Fact]
    public async Task CancelPendingFlush_EndsTheWaitAndEveryPublication()
    {
        sink.Holds = true;
        gate.Queue([0]);
        var flush = output.WriteAsync(new byte[] { 1 }).AsTask();
        output.CancelPendingFlush();

        Assert.True((await flush.Within()).IsCanceled);
        await gate.SendAsync(new byte[] { 9 }).AsTask().Within();
        sink.Release();
        await gate.DrainAsync().Within();
        Assert.DoesNotContain((byte)9, sink.Bytes);
    }

    [Fact]
    public async Task Flush_OfAConnectionThatIsOver_SaysSo()
    {
        gate.End();

        Assert.True((await output.WriteAsync(new byte[] { 1 }).AsTask().Within()).IsCompleted);
    }

    private sealed class Format : ITransferFormatFeature
    {
        public TransferFormat SupportedFormats => TransferFormat.Binary | TransferFormat.Text;

        public TransferFormat ActiveFormat { get; set; } = TransferFormat.Text;
    }

    private sealed class SlowSink : IFrameSink
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Holds { get; set; }

        public List<byte> Bytes { get; } = [];

        public void Release()
        {
            Holds = false;
            released.SetResult();
        }

        public int TrySend(ReadOnlySpan<byte> bytes)
        {
            if (Holds)
                return 0;
            Bytes.AddRange(bytes);
            return bytes.Length;
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
        {
            await released.Task;
            Bytes.AddRange(bytes.Span);
        }
    }
}
