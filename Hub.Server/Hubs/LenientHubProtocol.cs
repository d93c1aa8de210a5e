using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// SignalR's protocol with three of its silences broken, and its messages counted. Arguments that can't be bound are refused with their reason, which
/// SignalR answers without one and without calling hub filters. A message of an unknown type is skipped, where SignalR's
/// parser waits for more and leaves what follows unread. A client that sends what is no message, or one that is too long,
/// gets the reason before the end.
/// </summary>
/// <param name="inner">SignalR's protocol.</param>
/// <param name="maxMessageBytes">SignalR's own limit of a message.</param>
internal sealed class LenientHubProtocol(IHubProtocol inner, int maxMessageBytes) : IHubProtocol
{
    private const byte Separator = 0x1e;

    public string Name => inner.Name;

    public int Version => inner.Version;

    public TransferFormat TransferFormat => inner.TransferFormat;

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        while (true)
        {
            var before = input.Length;
            if (ConnectionScope.Current is { IgnoresInput: true })
            {
                input = input.Slice(input.End);
                message = null;
                return false;
            }

            message = null;
            if (!IsUnfinished(input) && TryParse(ref input, binder, out message))
            {
                ConnectionScope.Current?.NoteMessage();
                message = Reword(message);
                return true;
            }

            // Nothing taken: the rest of a message is still to come. Something taken: it was of an unknown type.
            if (input.Length != before)
            {
                ConnectionScope.Current?.OnUncounted?.Invoke();
                continue;
            }

            // SignalR shows the first bytes up to its limit, and ends the connection when there is no whole message in them.
            if (before >= maxMessageBytes)
                ConnectionScope.Current?.OnBroken?.Invoke($"a message is longer than {maxMessageBytes} bytes");
            return false;
        }
    }

    // SignalR looks for the end of a message from its beginning whenever more of it comes: a long one in many small pieces would be read again and again.
    private bool IsUnfinished(in ReadOnlySequence<byte> input)
    {
        if (TransferFormat != TransferFormat.Text || ConnectionScope.Current is not { } scope)
            return false;
        var isUnfinished = input.Slice(Math.Min(scope.UnfinishedBytes, input.Length)).PositionOf(Separator) is null;
        scope.UnfinishedBytes = isUnfinished ? input.Length : 0;
        return isUnfinished;
    }

    private bool TryParse(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        try
        {
            return inner.TryParseMessage(ref input, binder, out message);
        }
        catch (InvalidDataException)
        {
            ConnectionScope.Current?.OnBroken?.Invoke("what came is not a message of this protocol");
            throw;
        }
    }

    private static HubMessage Reword(HubMessage message) => message switch
    {
        InvocationMessage call => (HubMessage?)Bounded(call) ?? call,
        InvocationBindingFailureMessage failure => Bounded(failure) ?? Refused(failure, TooMany() ?? Explain(failure.BindingFailure)),
        HubMethodInvocationMessage streaming => (HubMessage?)Bounded(streaming) ?? (TooMany() is { } refusal ? Refused(streaming, refusal) : streaming),
        _ => Noted(message),
    };

    private static HubMessage Noted(HubMessage message)
    {
        if (message is CloseMessage && ConnectionScope.Current is { } scope)
            scope.SaidGoodbye = true;
        else
            TooMany();
        return message;
    }

    // Calls that a hub method takes are counted by the hub's filter.
    private static ExceptionDispatchInfo? TooMany() =>
        ConnectionScope.Current?.OnUncounted?.Invoke() is { } refusal ? ExceptionDispatchInfo.Capture(refusal) : null;

    private static InvocationBindingFailureMessage? Bounded(HubMethodInvocationMessage call) =>
        InvocationRules.Check(call) is { } refusal ? Refused(call, TooMany() ?? ExceptionDispatchInfo.Capture(refusal)) : null;

    private static InvocationBindingFailureMessage? Bounded(InvocationBindingFailureMessage call) =>
        InvocationRules.CheckId(call.InvocationId) is { } refusal ? Refused(call, TooMany() ?? ExceptionDispatchInfo.Capture(refusal)) : null;

    private static InvocationBindingFailureMessage Refused(HubMethodInvocationMessage call, ExceptionDispatchInfo refusal) => new(call.InvocationId, Brevity.Brief(call.Target), refusal);

    private static InvocationBindingFailureMessage Refused(InvocationBindingFailureMessage call, ExceptionDispatchInfo refusal) => new(call.InvocationId, Brevity.Brief(call.Target), refusal);

    // An unknown method is refused by SignalR's own text, which comes as a HubException and repeats the name.
    private static ExceptionDispatchInfo Explain(ExceptionDispatchInfo failure) =>
        failure.SourceException is HubException ? failure : ExceptionDispatchInfo.Capture(BindingRefusal.From(failure.SourceException));
}
