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
    private Type requestType = typeof(PublishRequest);

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
    [InlineData("""{"type":"t","data":1}""", "channel", "missing")]
    [InlineData("""{"channel":5,"type":"t","data":1}""", "channel", null)]
    [InlineData("""[]""", null, null)]
    public void From_RequestThatDoesNotFit_HasTheFieldInItsDetailsOnBothProtocols(string request, string? field, string? reason)
    {
        foreach (var error in new[] { Refuse(() => JsonSerializer.Deserialize(request, HubJson.Default.PublishRequest)), RefuseMessagePack(Payload.FromJson(request)) })
        {
            var details = RefusalText.Read("HubException: " + error)!.Details;
            Assert.Equal(field, details?.Field);
            Assert.True(reason is null || reason == details?.Reason, error);
        }
    }

    [Theory]
    [InlineData("1e999", "bad_request: data must not contain numbers beyond the range of a float64\n{\"reason\":\"not_finite\",\"field\":\"data\"}")]
    [InlineData("\"\\ud800\"", "bad_request: data must not contain half of a surrogate pair\n{\"reason\":\"undeliverable\",\"field\":\"data\"}")]
    public void From_JsonDataThatMessagePackCannotSay_SaysWhy(string data, string refusal) =>
        Assert.Equal(refusal, Refuse(() => JsonSerializer.Deserialize($$"""{"channel":"a:b","type":"t","data":{{data}}}""", HubJson.Default.PublishRequest)));

    [Theory]
    [InlineData("cb7ff8000000000000", "bad_request: data must not contain NaN or infinities\n{\"reason\":\"not_finite\",\"field\":\"data\"}")]
    [InlineData("810102", "bad_request: data must not contain keys that aren't strings\n{\"reason\":\"undeliverable\",\"field\":\"data\"}")]
    [InlineData("c70005", "bad_request: data must not contain extensions\n{\"reason\":\"undeliverable\",\"field\":\"data\"}")]
    public void From_MessagePackDataThatJsonCannotSay_SaysWhy(string data, string refusal)
    {
        byte[] request = [0x83, 0xa7, .. "channel"u8, 0xa3, .. "a:b"u8, 0xa4, .. "type"u8, 0xa1, (byte)'t', 0xa4, .. "data"u8, .. Convert.FromHexString(data)];
        Assert.Equal(refusal, RefuseMessagePack(new Payload(PayloadEncoding.MessagePack, request)));
    }

    [Theory]
    [InlineData("""{"v":1e400}""", "updates[1].fields.v must not contain numbers beyond", "not_finite", "fields.v")]
    [InlineData("""{"w":1,"v":[-1e400]}""", "updates[1].fields.v must not contain numbers beyond", "not_finite", "fields.v")]
    [InlineData("""{"v":"\ud800","w":1}""", "updates[1].fields.v must not contain half of a surrogate pair", "undeliverable", "fields.v")]
    [InlineData("""{"\ud800":1}""", "updates[1].fields must not contain half of a surrogate pair", "undeliverable", "fields")]
    public void From_FieldOfAFeedThatCannotBeSaid_NamesUpdateFieldAndReason(string fields, string text, string reason, string field)
    {
        var request = $$$"""{"feed":"t","updates":[{"key":"a","fields":{"v":1}},{"key":"b","fields":{{{fields}}}}]}""";
        AssertRefused(Refuse(() => JsonSerializer.Deserialize(request, HubJson.Default.PublishUpdatesRequest)), text, reason, field, 1);
    }

    [Theory]
    [InlineData("82a17701a176cb7ff8000000000000", "updates[0].fields.v must not contain NaN or infinities", "not_finite", "fields.v")]
    [InlineData("81a176d6ff00000000", "updates[0].fields.v must not contain extensions", "undeliverable", "fields.v")]
    [InlineData("81a176a1ff", "updates[0].fields.v must not contain strings that aren't UTF-8", "undeliverable", "fields.v")]
    [InlineData("810102", "updates[0].fields must not contain keys that aren't strings", "undeliverable", "fields")]
    public void From_MessagePackFieldOfAFeedThatCannotBeSaid_NamesUpdateFieldAndReason(string fields, string text, string reason, string field)
    {
        byte[] request = [0x82, 0xa4, .. "feed"u8, 0xa1, (byte)'t', 0xa7, .. "updates"u8, 0x91, 0x82, 0xa3, .. "key"u8, 0xa1, (byte)'a', 0xa6, .. "fields"u8, .. Convert.FromHexString(fields)];
        AssertRefused(RefuseMessagePack(new Payload(PayloadEncoding.MessagePack, request), typeof(PublishUpdatesRequest)), text, reason, field, 0);
    }

    [Theory]
    [InlineData(typeof(SetAlertRequest), """{"feed":"t","key":"a","field":"v","condition":"over","value":1}""", "condition", "must be one of above, below, crosses, changes")]
    [InlineData(typeof(SetAlertRequest), """{"feed":"t","key":"a","field":"v","condition":1,"value":1}""", "condition", "must be one of above, below, crosses, changes")]
    [InlineData(typeof(CreateDocumentRequest), """{"title":"T","visibility":"secret"}""", "visibility", "must be one of ")]
    [InlineData(typeof(ShareDocumentRequest), """{"documentId":"d","userId":"u","role":"admin"}""", "role", "must be one of ")]
    [InlineData(typeof(SubscribeRequest), """{"channel":"topic:x","onGap":"cry"}""", "onGap", "must be one of ")]
    public void From_WordThatThereIsNot_NamesThoseThatThereAreOnBothProtocols(Type type, string request, string field, string text)
    {
        foreach (var error in new[] { Refuse(() => JsonSerializer.Deserialize(request, type, HubJson.Default)), RefuseMessagePack(Payload.FromJson(request), type) })
            AssertRefused(error, $"{field} {text}", "wrong_type", field, null);
    }

    private static void AssertRefused(string error, string text, string reason, string field, int? index)
    {
        Assert.StartsWith("bad_request: " + text, error, StringComparison.Ordinal);
        var details = RefusalText.Read("HubException: " + error)!.Details!;
        Assert.Equal((reason, field, index), (details.Reason, details.Field, details.Index));
    }

    [Fact]
    public void From_TimestampAsAnOffset_IsABadRequest()
    {
        byte[] request = [0x84, 0xa7, .. "channel"u8, 0xa3, .. "a:b"u8, 0xa4, .. "data"u8, 0x01, 0xa4, .. "type"u8, 0xa1, (byte)'t', 0xae, .. "expectedOffset"u8, .. Convert.FromHexString("d6ff6553f100")];
        Assert.StartsWith("bad_request: expectedOffset must be", RefuseMessagePack(new Payload(PayloadEncoding.MessagePack, request)), StringComparison.Ordinal);
    }

    Type IInvocationBinder.GetReturnType(string invocationId) => typeof(object);

    IReadOnlyList<Type> IInvocationBinder.GetParameterTypes(string methodName) => [requestType];

    Type IInvocationBinder.GetStreamItemType(string streamId) => typeof(object);

    private string RefuseMessagePack(Payload request, Type? type = null)
    {
        requestType = type ?? typeof(PublishRequest);
        var protocol = new CheckedMessagePackProtocol();
        var raw = new RawResult(new ReadOnlySequence<byte>(request.ToMessagePack().Bytes));
        var input = new ReadOnlySequence<byte>(protocol.GetMessageBytes(new InvocationMessage("1", "Publish", [raw])));
        Assert.True(protocol.TryParseMessage(ref input, this, out var message));
        return BindingRefusal.From(Assert.IsType<InvocationBindingFailureMessage>(message).BindingFailure.SourceException).Message;
    }

    private static string Refuse(Action bind) => BindingRefusal.From(Assert.ThrowsAny<Exception>(bind)).Message;
}
