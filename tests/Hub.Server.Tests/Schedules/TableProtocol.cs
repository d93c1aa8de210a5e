using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>Encodes a message as its place in a table: eight bytes that can be taken apart again without parsing.</summary>
internal sealed class TableProtocol : IHubProtocol
{
    private readonly List<HubMessage> table = [];

    /// <summary>One for all: encoded messages are told apart by their protocol's name.</summary>
    public static TableProtocol Shared { get; } = new();

    public string Name => "table";

    public int Version => 1;

    public TransferFormat TransferFormat => TransferFormat.Binary;

    public bool IsVersionSupported(int version) => true;

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
    {
        lock (table)
        {
            table.Add(message);
            return BitConverter.GetBytes((long)(table.Count - 1));
        }
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => output.Write(GetMessageBytes(message).Span);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
        throw new NotSupportedException();

    /// <summary>The arguments of the callbacks that the frames hold; other messages as they are.</summary>
    public IReadOnlyList<object> Decode(ReadOnlySpan<byte> frames)
    {
        var arguments = new List<object>();
        lock (table)
        {
            for (var at = 0; at < frames.Length; at += sizeof(long))
            {
                var message = table[(int)BitConverter.ToInt64(frames[at..])];
                arguments.Add(message is InvocationMessage invocation ? invocation.Arguments[0]! : message);
            }
        }

        return arguments;
    }
}
