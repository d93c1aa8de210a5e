using System.Buffers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using RealtimeHub.Shared;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Microbench.MessagePack;

/// <summary>The publication as the callback that carries it, by the hub protocols.</summary>
internal sealed class PublicationFrames : IInvocationBinder
{
    private static readonly InvocationMessage FromJson = new(nameof(Publication), [SamplePublication.Json]);
    private static readonly InvocationMessage FromMessagePack = new(nameof(Publication), [SamplePublication.MessagePack]);

    private readonly ArrayBufferWriter<byte> buffer = new(4096);
    private readonly CheckedMessagePackProtocol messagePack = new();
    private readonly JsonHubProtocol json = new(
        Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = HubJson.Default.Options }));

    private readonly ReadOnlySequence<byte> asJson;
    private readonly ReadOnlySequence<byte> asMessagePack;

    public PublicationFrames()
    {
        asJson = new ReadOnlySequence<byte>(json.GetMessageBytes(FromJson));
        asMessagePack = new ReadOnlySequence<byte>(messagePack.GetMessageBytes(FromMessagePack));
    }

    public string Sizes => $"{asJson.Length} and {asMessagePack.Length} bytes";

    public IEnumerable<Measured> All() =>
    [
        new("write the message", "JSON", times => Write(json, FromJson, times)),
        new("write the message", "MessagePack, published as MessagePack", times => Write(messagePack, FromMessagePack, times)),
        new("write the message", "MessagePack, published as JSON", times => Write(messagePack, FromJson, times)),
        new("parse the message", "JSON", times => Parse(json, asJson, times)),
        new("parse the message", "MessagePack", times => Parse(messagePack, asMessagePack, times)),
    ];

    public Type GetReturnType(string invocationId) => typeof(object);

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(Publication)];

    public Type GetStreamItemType(string streamId) => typeof(object);

    private void Write(IHubProtocol protocol, HubMessage message, int times)
    {
        for (; times > 0; times--)
        {
            buffer.ResetWrittenCount();
            protocol.WriteMessage(message, buffer);
        }
    }

    private void Parse(IHubProtocol protocol, ReadOnlySequence<byte> frame, int times)
    {
        for (; times > 0; times--)
        {
            var input = frame;
            if (!protocol.TryParseMessage(ref input, this, out var message) || message is not InvocationMessage)
                throw new InvalidOperationException("the message did not come back");
        }
    }
}
