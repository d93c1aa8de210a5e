using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// SignalR's protocol with three of its silences broken: arguments that can't be bound are refused with their reason, which
/// SignalR answers without one and without calling hub filters; and a message of an unknown type is passed over, where
/// SignalR's parser waits for more and leaves what stands behind it unread; and who sends what is no message at all is told
/// so before the end.
/// </summary>
internal sealed class ForgivingHubProtocol(IHubProtocol inner) : IHubProtocol
{
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
            if (TryParse(ref input, binder, out message))
            {
                message = Reword(message);
                return true;
            }

            // Nothing taken: the rest of a message is still to come. Something taken: it was of an unknown type.
            if (input.Length == before)
                return false;
        }
    }

    private bool TryParse(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        try
        {
            return inner.TryParseMessage(ref input, binder, out message);
        }
        catch (InvalidDataException)
        {
            ConnectionScope.Current?.OnBroken?.Invoke();
            throw;
        }
    }

    private static HubMessage Reword(HubMessage message)
    {
        if (message is CloseMessage && ConnectionScope.Current is { } scope)
            scope.SaidGoodbye = true;
        // An unknown method is refused by SignalR's own text, which comes as a HubException.
        if (message is not InvocationBindingFailureMessage { BindingFailure.SourceException: not HubException } failure)
            return message;
        var refusal = ExceptionDispatchInfo.Capture(BindingRefusal.From(failure.BindingFailure.SourceException));
        return new InvocationBindingFailureMessage(failure.InvocationId, failure.Target, refusal);
    }
}
