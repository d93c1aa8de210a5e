using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Server.Tests.Hubs;

/// <summary>Requests that can't be bound, as each protocol complains of them.</summary>
public sealed class BindingRefusalTests : IInvocationBinder
{
    [Theory]
    [InlineData("""{"type":"t","data":1}""", "channel is missing")]
    [InlineData("""{"channel":5,"type":"t","data":1}""", "channel")]
    [InlineData("""{"channel":"a:b","type":"t","data":1,"expectedOffset":1.0}""", "expectedOffset")]
    [InlineData("""{"channel":"a:b","type":"t","data":1,"removed":"yes"}""", "removed")]
    [InlineData("""[]""", "the request must be an object")]
    public void From_RequestThatDoesNotFit_NamesTheFieldOnBothProtocols(string request, string text)
    {
        Assert.StartsWith("bad_request: " + text, Refuse(() => JsonSerializer.Deserialize(request, HubJson.Default.PublishRequest)), StringComparison.Ordinal);
        Assert.StartsWith("bad_request: " + text, RefuseMessagePack(Payload.FromJson(request)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e999", "bad_request: data must not contain numbers beyond the range of a float64")]
    [InlineData("\"\\ud800\"", "bad_request: data must not contain half of a surrogate pair")]
    public void From_JsonDataThatMessagePackCannotSay_SaysWhy(string data, string refusal) =>
        Assert.Equal(refusal, Refuse(() => JsonSerializer.Deserialize($$"""{"channel":"a:b","type":"t","data":{{data}}}""", HubJson.Default.PublishRequest)));

    [Theory]
    [InlineData("cb7ff8000000000000", "bad_request: data must not contain NaN or infinities")]
    [InlineData("810102", "bad_request: data must not contain keys that aren't strings")]
    [InlineData("c70005", "bad_request: data must not contain extensions")]
    public void From_MessagePackDataThatJsonCannotSay_SaysWhy(string data, string refusal)
    {
        byte[] request = [0x83, 0xa7, .. "channel"u8, 0xa3, .. "a:b"u8, 0xa4, .. "type"u8, 0xa1, (byte)'t', 0xa4, .. "data"u8, .. Convert.FromHexString(data)];
        Assert.Equal(refusal, RefuseMessagePack(new Payload(PayloadEncoding.MessagePack, request)));
    }

    Type IInvocationBinder.GetReturnType(string invocationId) => typeof(object);

    IReadOnlyList<Type> IInvocationBinder.GetParameterTypes(string methodName) => [typeof(PublishRequest)];

    Type IInvocationBinder.GetStreamItemType(string streamId) => typeof(object);

    private string RefuseMessagePack(Payload request)
    {
        var protocol = new MessagePackHubProtocol();
        var raw = new RawResult(new ReadOnlySequence<byte>(request.ToMessagePack().Bytes));
        var input = new ReadOnlySequence<byte>(protocol.GetMessageBytes(new InvocationMessage("1", "Publish", [raw])));
        Assert.True(protocol.TryParseMessage(ref input, this, out var message));
        return BindingRefusal.From(Assert.IsType<InvocationBindingFailureMessage>(message).BindingFailure.SourceException).Message;
    }

    private static string Refuse(Action bind) => BindingRefusal.From(Assert.ThrowsAny<Exception>(bind)).Message;
}
