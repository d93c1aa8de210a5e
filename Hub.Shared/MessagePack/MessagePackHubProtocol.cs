using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// SignalR's hub protocol <c>messagepack</c>, version 2, for servers and .NET clients. Contracts have the shape that
/// their JSON metadata gives them: maps with camelCase string keys.
/// </summary>
/// <remarks>
/// Arguments that don't fit become an <see cref="InvocationBindingFailureMessage"/> whose inner
/// <see cref="JsonException"/> tells the field by message and path; a frame that isn't sound MessagePack throws
/// <see cref="InvalidDataException"/>. A message of an unknown type reads as a ping. Safe for use by many threads.
/// </remarks>
public sealed class MessagePackHubProtocol : IHubProtocol
{
    private readonly HubMessageReader reader;
    private readonly HubMessageWriter writer;

    /// <summary>Takes the metadata of the contracts; without any, <see cref="HubJson"/>'s and reflection for other types.</summary>
    public MessagePackHubProtocol(JsonSerializerOptions? contracts = null)
    {
        var shapes = new ContractShapes(contracts ?? DefaultContracts);
        reader = new HubMessageReader(new ContractReader(shapes));
        writer = new HubMessageWriter(new ContractWriter(shapes));
    }

    /// <summary><c>messagepack</c>.</summary>
    public string Name => "messagepack";

    /// <summary>2.</summary>
    public int Version => 2;

    /// <summary>Binary.</summary>
    public TransferFormat TransferFormat => TransferFormat.Binary;

    private static JsonSerializerOptions DefaultContracts { get; } = new(HubJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(HubJson.Default, new DefaultJsonTypeInfoResolver()),
    };

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => version <= Version;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The frame is malformed: the connection can't go on.</exception>
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        message = null;
        if (!FrameLength.TryTakeFrame(ref input, out var frame))
            return false;
        message = frame.IsSingleSegment ? reader.Read(frame.FirstSpan, binder) : ReadSplit(frame, binder);
        return true;
    }

    /// <inheritdoc/>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        var buffer = PooledBuffer.Rent();
        try
        {
            Encode(message, buffer);
            var prefix = output.GetSpan(FrameLength.MaxBytes);
            output.Advance(FrameLength.Write(buffer.Length, prefix));
            output.Write(buffer.Written);
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
    {
        var buffer = PooledBuffer.Rent();
        try
        {
            Encode(message, buffer);
            Span<byte> prefix = stackalloc byte[FrameLength.MaxBytes];
            prefix = prefix[..FrameLength.Write(buffer.Length, prefix)];
            var bytes = new byte[prefix.Length + buffer.Length];
            prefix.CopyTo(bytes);
            buffer.Written.CopyTo(bytes.AsSpan(prefix.Length));
            return bytes;
        }
        finally
        {
            buffer.Return();
        }
    }

    private void Encode(HubMessage message, PooledBuffer buffer)
    {
        var output = new MessagePackWriter(buffer);
        writer.Write(ref output, message);
        output.Flush();
    }

    private HubMessage ReadSplit(in ReadOnlySequence<byte> frame, IInvocationBinder binder)
    {
        var length = checked((int)frame.Length);
        var contiguous = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            frame.CopyTo(contiguous);
            return reader.Read(contiguous.AsSpan(0, length), binder);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(contiguous);
        }
    }
}
