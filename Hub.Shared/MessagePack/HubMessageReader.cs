using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using static RealtimeHub.Shared.MessagePack.HubMessageFields;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// Reads hub messages. A frame that isn't sound from end to end is refused before anything is read from it, so that a
/// value of the wrong type within a sound frame is the caller's mistake and not the connection's end.
/// </summary>
internal sealed class HubMessageReader(ContractReader contracts)
{
    /// <exception cref="InvalidDataException">The frame is malformed.</exception>
    public HubMessage Read(ReadOnlySpan<byte> frame, IInvocationBinder binder)
    {
        Validate(frame);
        var reader = new MessagePackReader(frame);
        var items = reader.ReadArrayHeader();
        if (items == 0)
            throw Malformed("type");
        return ReadInteger(ref reader) switch
        {
            HubMessageType.Invocation => ReadInvocation(ref reader, items, binder),
            HubMessageType.StreamInvocation => ReadStreamInvocation(ref reader, items, binder),
            HubMessageType.StreamItem => ReadStreamItem(ref reader, items, binder),
            HubMessageType.Completion => ReadCompletion(ref reader, items, binder),
            HubMessageType.CancelInvocation => ReadCancel(ref reader, items),
            HubMessageType.Close => ReadClose(ref reader, items),
            HubMessageType.Ack => ReadAck(ref reader, items),
            HubMessageType.Sequence => ReadSequence(ref reader, items),

            // A message of a type yet to be invented says no more than a ping does. To say that there was none would
            // leave it in the caller's buffer, to be read again with everything that follows.
            _ => PingMessage.Instance,
        };
    }

    private static void Validate(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.Skip();
        if (reader.Remaining > 0)
            throw new InvalidDataException("MessagePack: a message holds more than one value");
    }

    private Call ReadCall(ref MessagePackReader reader, int items, IInvocationBinder binder)
    {
        Expect(items, 5);
        var call = new Call { Headers = ReadHeaders(ref reader) };
        call.Id = reader.TryReadNil() ? null : ReadText(ref reader);
        call.Target = ReadTarget(ref reader, binder);
        var arguments = reader;
        reader.Skip();
        try
        {
            call.Arguments = ReadArguments(ref arguments, binder.GetParameterTypes(call.Target));
        }
        catch (Exception e)
        {
            call.Failure = ExceptionDispatchInfo.Capture(e);
        }

        call.StreamIds = items > 5 ? ReadStreamIds(ref reader) : null;
        return call;
    }

    private HubMessage ReadInvocation(ref MessagePackReader reader, int items, IInvocationBinder binder)
    {
        var call = ReadCall(ref reader, items, binder);
        return call.Failure is not null
            ? new InvocationBindingFailureMessage(call.Id, call.Target, call.Failure)
            : WithHeaders(new InvocationMessage(call.Id, call.Target, call.Arguments, call.StreamIds), call.Headers);
    }

    private HubMessage ReadStreamInvocation(ref MessagePackReader reader, int items, IInvocationBinder binder)
    {
        var call = ReadCall(ref reader, items, binder);
        if (string.IsNullOrEmpty(call.Id))
            throw Malformed("invocationId");
        return call.Failure is not null
            ? new InvocationBindingFailureMessage(call.Id, call.Target, call.Failure)
            : WithHeaders(new StreamInvocationMessage(call.Id, call.Target, call.Arguments, call.StreamIds), call.Headers);
    }

    private HubMessage ReadStreamItem(ref MessagePackReader reader, int items, IInvocationBinder binder)
    {
        Expect(items, 4);
        var headers = ReadHeaders(ref reader);
        var id = ReadId(ref reader);
        try
        {
            return WithHeaders(new StreamItemMessage(id, ReadValue(ref reader, binder.GetStreamItemType(id))), headers);
        }
        catch (Exception e)
        {
            return new StreamBindingFailureMessage(id, ExceptionDispatchInfo.Capture(e));
        }
    }

    private CompletionMessage ReadCompletion(ref MessagePackReader reader, int items, IInvocationBinder binder)
    {
        Expect(items, 4);
        var headers = ReadHeaders(ref reader);
        var id = ReadId(ref reader);
        var completion = ReadInteger(ref reader) switch
        {
            CompletionKind.Error when items > 4 => new CompletionMessage(id, ReadText(ref reader), result: null, hasResult: false),
            CompletionKind.Void => CompletionMessage.Empty(id),
            CompletionKind.Result when items > 4 => ReadResult(ref reader, id, binder),
            _ => throw Malformed("resultKind"),
        };
        return WithHeaders(completion, headers);
    }

    private CompletionMessage ReadResult(ref MessagePackReader reader, string id, IInvocationBinder binder)
    {
        Type type;
        try
        {
            type = binder.GetReturnType(id);
        }
        catch (Exception)
        {
            // Nobody waits for it (any more); the layers above know what to do about that.
            return CompletionMessage.Empty(id);
        }

        try
        {
            return CompletionMessage.WithResult(id, ReadValue(ref reader, type));
        }
        catch (Exception e)
        {
            return CompletionMessage.WithError(id, $"Error trying to deserialize result to {type.Name}. {e.Message}");
        }
    }

    private static CancelInvocationMessage ReadCancel(ref MessagePackReader reader, int items)
    {
        Expect(items, 3);
        var headers = ReadHeaders(ref reader);
        return WithHeaders(new CancelInvocationMessage(ReadId(ref reader)), headers);
    }

    private static CloseMessage ReadClose(ref MessagePackReader reader, int items)
    {
        Expect(items, 2);
        var error = reader.TryReadNil() ? null : ReadText(ref reader);
        var allowReconnect = items > 2 && reader.NextType == MessagePackType.Boolean && reader.ReadBoolean();
        return error is null && !allowReconnect ? CloseMessage.Empty : new CloseMessage(error, allowReconnect);
    }

    private static AckMessage ReadAck(ref MessagePackReader reader, int items)
    {
        Expect(items, 2);
        return new AckMessage(ReadInteger(ref reader));
    }

    private static SequenceMessage ReadSequence(ref MessagePackReader reader, int items)
    {
        Expect(items, 2);
        return new SequenceMessage(ReadInteger(ref reader));
    }

    private object?[] ReadArguments(ref MessagePackReader reader, IReadOnlyList<Type> types)
    {
        if (reader.NextType != MessagePackType.Array)
            throw new InvalidDataException("Invocation arguments are not an array.");
        var count = reader.ReadArrayHeader();
        if (count != types.Count)
            throw new InvalidDataException($"Invocation provides {count} argument(s) but target expects {types.Count}.");
        if (count == 0)
            return [];
        var arguments = new object?[count];
        for (var i = 0; i < count; i++)
            arguments[i] = ReadArgument(ref reader, types[i]);
        return arguments;
    }

    private object? ReadArgument(ref MessagePackReader reader, Type type)
    {
        try
        {
            return ReadValue(ref reader, type);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or NotSupportedException)
        {
            // Wrapped just as SignalR's JSON protocol wraps it: the field is told by the inner exception.
            throw new InvalidDataException("Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked.", e);
        }
    }

    private object? ReadValue(ref MessagePackReader reader, Type type)
    {
        if (type != typeof(RawResult))
            return contracts.Read(ref reader, type);
        var start = reader.Position;
        reader.Skip();
        return new RawResult(new ReadOnlySequence<byte>(reader.Since(start).ToArray()));
    }

    private static T WithHeaders<T>(T message, Dictionary<string, string>? headers)
        where T : HubInvocationMessage
    {
        if (headers is not null)
            message.Headers = headers;
        return message;
    }

    /// <summary>What both kinds of invocation have.</summary>
    private struct Call()
    {
        public Dictionary<string, string>? Headers;
        public string? Id;
        public string Target = "";
        public object?[] Arguments = [];
        public string[]? StreamIds;
        public ExceptionDispatchInfo? Failure;
    }
}
