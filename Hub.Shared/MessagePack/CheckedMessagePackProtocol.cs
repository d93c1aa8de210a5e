using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MessagePack;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using SignalRProtocol = Microsoft.AspNetCore.SignalR.Protocol.MessagePackHubProtocol;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// SignalR's hub protocol <c>messagepack</c>, version 2, for servers and .NET clients. Contracts have the shape that
/// their JSON metadata gives them: maps with camelCase string keys.
/// </summary>
/// <remarks>
/// SignalR's own protocol reads and writes the messages; this checks a frame before it is read. Arguments that don't fit
/// become an <see cref="InvocationBindingFailureMessage"/> whose inner <see cref="JsonException"/> names the field in message
/// and path; a frame that isn't sound MessagePack throws <see cref="InvalidDataException"/>. A message of an unknown type
/// reads as a ping. Safe for use by many threads.
/// </remarks>
public sealed class CheckedMessagePackProtocol : IHubProtocol
{
    private readonly ContractReader contracts;
    private readonly SignalRProtocol inner;

    /// <summary>Takes the metadata of the contracts; without any, <see cref="HubJson"/>'s and reflection for other types.</summary>
    public CheckedMessagePackProtocol(JsonSerializerOptions? contracts = null)
        : this(contracts ?? DefaultContracts, null)
    {
    }

    private CheckedMessagePackProtocol(JsonSerializerOptions contracts, IFormatterResolver? others)
    {
        var shapes = new ContractShapes(contracts);
        this.contracts = new ContractReader(shapes);
        var resolver = new ContractResolver(this.contracts, new ContractWriter(shapes), others);
        var serializer = new MessagePackSerializerOptions(resolver).WithSecurity(MessagePackSecurity.UntrustedData);
        inner = new SignalRProtocol(Options.Create(new MessagePackHubProtocolOptions { SerializerOptions = serializer }));
    }

    /// <summary>One for a server that has hubs of an application's own, too: types that are no contracts have the shape that SignalR gives them, so that its clients read them.</summary>
    internal static CheckedMessagePackProtocol WithOwnTypes() => new(DefaultContracts, new MessagePackHubProtocolOptions().SerializerOptions.Resolver);

    /// <summary><c>messagepack</c>.</summary>
    public string Name => inner.Name;

    /// <summary>2.</summary>
    public int Version => inner.Version;

    /// <summary>Binary.</summary>
    public TransferFormat TransferFormat => inner.TransferFormat;

    private static JsonSerializerOptions DefaultContracts { get; } = new(HubJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(HubJson.Default, new DefaultJsonTypeInfoResolver()),
    };

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The frame is malformed: the connection can't continue.</exception>
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        message = null;
        if (!FrameLength.TryTakeFrame(ref input, out var frame, out var prefixLength))
            return false;
        message = frame.IsSingleSegment ? Read(frame.First, prefixLength, binder) : ReadSplit(frame, prefixLength, binder);
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">A value can't be written, such as one that is nested too deep.</exception>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        try
        {
            inner.WriteMessage(message, output);
        }
        catch (MessagePackSerializationException e) when (e.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">A value can't be written, such as one that is nested too deep.</exception>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
    {
        try
        {
            return inner.GetMessageBytes(message);
        }
        catch (MessagePackSerializationException e) when (e.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    // Readers of contracts take spans of the input. A frame is bounded and rarely split, and all that is kept of it is copied.
    private HubMessage ReadSplit(in ReadOnlySequence<byte> frame, int prefixLength, IInvocationBinder binder)
    {
        var length = checked((int)frame.Length);
        var contiguous = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            frame.CopyTo(contiguous);
            return Read(contiguous.AsMemory(0, length), prefixLength, binder);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(contiguous);
        }
    }

    private HubMessage Read(ReadOnlyMemory<byte> frame, int prefixLength, IInvocationBinder binder)
    {
        // A message of a type yet to be invented says no more than a ping does. To say that there was none would leave it
        // in the caller's buffer, to be read again with everything that follows.
        if (!HubMessageCheck.IsKnown(frame[prefixLength..]))
            return PingMessage.Instance;
        var input = new ReadOnlySequence<byte>(frame);
        try
        {
            return inner.TryParseMessage(ref input, binder, out var message) ? Named(message, frame[prefixLength..], binder) : PingMessage.Instance;
        }
        catch (Exception e) when (e is not InvalidDataException && (e is ArgumentException || SoundValue.IsMalformed(e)))
        {
            throw new InvalidDataException("MessagePack: a hub message is malformed", e);
        }
    }

    private HubMessage Named(HubMessage message, ReadOnlyMemory<byte> frame, IInvocationBinder binder) => message switch
    {
        InvocationBindingFailureMessage failure when RefusalIn(failure.BindingFailure.SourceException) is { } refusal =>
            new InvocationBindingFailureMessage(failure.InvocationId, failure.Target, ExceptionDispatchInfo.Capture(Unbound(refusal))),
        CompletionMessage { Error: not null } completion => Named(completion, frame, binder),
        _ => message,
    };

    // Of a result that does not fit SignalR tells the type only, so it is read again for the field.
    private CompletionMessage Named(CompletionMessage failed, ReadOnlyMemory<byte> frame, IInvocationBinder binder)
    {
        const int result = 3;
        var reader = new MessagePackReader(frame);
        reader.ReadArrayHeader();
        for (var i = 0; i < 3; i++)
            reader.Skip();
        if (reader.ReadInt32() != result)
            return failed;
        var type = binder.GetReturnType(failed.InvocationId!);
        try
        {
            contracts.Read(ref reader, type);
            return failed;
        }
        catch (JsonException e)
        {
            return CompletionMessage.WithError(failed.InvocationId!, $"Error trying to deserialize result to {type.Name}. {e.Message}");
        }
    }

    private static InvalidDataException Unbound(JsonException refusal) =>
        new("Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked.", refusal);

    private static JsonException? RefusalIn(Exception? error)
    {
        while (error is not (null or JsonException))
            error = error.InnerException;
        return (JsonException?)error;
    }
}
