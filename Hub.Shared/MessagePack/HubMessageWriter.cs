using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>Writes hub messages as SignalR's MessagePack hub protocol, version 2, lays them out.</summary>
internal sealed class HubMessageWriter(ContractWriter contracts)
{
    /// <exception cref="InvalidOperationException">A message of an unknown kind.</exception>
    public void Write(ref MessagePackWriter writer, HubMessage message)
    {
        switch (message)
        {
            case InvocationMessage invocation:
                WriteInvocation(ref writer, HubMessageType.Invocation, invocation);
                break;
            case StreamInvocationMessage invocation:
                WriteInvocation(ref writer, HubMessageType.StreamInvocation, invocation);
                break;
            case StreamItemMessage item:
                Begin(ref writer, 4, HubMessageType.StreamItem, item);
                writer.WriteText(item.InvocationId!);
                WriteValue(ref writer, item.Item);
                break;
            case CompletionMessage completion:
                WriteCompletion(ref writer, completion);
                break;
            case CancelInvocationMessage cancel:
                Begin(ref writer, 3, HubMessageType.CancelInvocation, cancel);
                writer.WriteText(cancel.InvocationId!);
                break;
            case PingMessage:
                writer.WriteArrayHeader(1);
                writer.WriteInt64(HubMessageType.Ping);
                break;
            case CloseMessage close:
                writer.WriteArrayHeader(3);
                writer.WriteInt64(HubMessageType.Close);
                WriteOptional(ref writer, string.IsNullOrEmpty(close.Error) ? null : close.Error);
                writer.WriteBoolean(close.AllowReconnect);
                break;
            case AckMessage ack:
                writer.WriteArrayHeader(2);
                writer.WriteInt64(HubMessageType.Ack);
                writer.WriteInt64(ack.SequenceId);
                break;
            case SequenceMessage sequence:
                writer.WriteArrayHeader(2);
                writer.WriteInt64(HubMessageType.Sequence);
                writer.WriteInt64(sequence.SequenceId);
                break;
            default:
                throw new InvalidOperationException($"There is no MessagePack for a {message.GetType().Name}");
        }
    }

    private void WriteInvocation(ref MessagePackWriter writer, int type, HubMethodInvocationMessage invocation)
    {
        Begin(ref writer, 6, type, invocation);
        WriteOptional(ref writer, string.IsNullOrEmpty(invocation.InvocationId) ? null : invocation.InvocationId);
        writer.WriteText(invocation.Target);
        writer.WriteArrayHeader(invocation.Arguments.Length);
        foreach (var argument in invocation.Arguments)
            WriteValue(ref writer, argument);
        writer.WriteArrayHeader(invocation.StreamIds?.Length ?? 0);
        foreach (var id in invocation.StreamIds ?? [])
            writer.WriteText(id);
    }

    private void WriteCompletion(ref MessagePackWriter writer, CompletionMessage completion)
    {
        var kind = completion.Error is not null ? CompletionKind.Error
            : completion.HasResult ? CompletionKind.Result
            : CompletionKind.Void;
        Begin(ref writer, kind == CompletionKind.Void ? 4 : 5, HubMessageType.Completion, completion);
        writer.WriteText(completion.InvocationId!);
        writer.WriteInt64(kind);
        if (kind == CompletionKind.Error)
            writer.WriteText(completion.Error!);
        else if (kind == CompletionKind.Result)
            WriteValue(ref writer, completion.Result);
    }

    private void WriteValue(ref MessagePackWriter writer, object? value)
    {
        if (value is not RawResult raw)
        {
            contracts.Write(ref writer, value);
            return;
        }

        foreach (var part in raw.RawSerializedData)
            writer.WriteRaw(part.Span);
    }

    private static void Begin(ref MessagePackWriter writer, int count, int type, HubInvocationMessage message)
    {
        writer.WriteArrayHeader(count);
        writer.WriteInt64(type);
        writer.WriteMapHeader(message.Headers?.Count ?? 0);
        if (message.Headers is null)
            return;
        foreach (var (name, value) in message.Headers)
        {
            writer.WriteText(name);
            writer.WriteText(value);
        }
    }

    private static void WriteOptional(ref MessagePackWriter writer, string? value)
    {
        if (value is null)
            writer.WriteNil();
        else
            writer.WriteText(value);
    }
}
