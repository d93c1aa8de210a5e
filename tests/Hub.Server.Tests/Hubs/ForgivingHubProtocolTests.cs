using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Hubs;

public sealed class ForgivingHubProtocolTests : IInvocationBinder
{
    private readonly ForgivingHubProtocol protocol =
        new(new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = HubJson.Default.Options })));

    [Fact]
    public void TryParse_UnknownTypeInFront_GivesTheMessageBehindIt()
    {
        var input = Bytes("{\"type\":42}\u001e{\"type\":43}\u001e{\"type\":6}\u001e{\"type\":44}\u001e");
        Assert.True(protocol.TryParseMessage(ref input, this, out var message));
        Assert.IsType<PingMessage>(message);
        Assert.False(protocol.TryParseMessage(ref input, this, out _));
        Assert.True(input.IsEmpty);
    }

    [Fact]
    public void TryParse_RestStillToCome_TakesNothing()
    {
        var input = Bytes("{\"type\":6}");
        Assert.False(protocol.TryParseMessage(ref input, this, out _));
        Assert.Equal(10, input.Length);
    }

    [Theory]
    [InlineData("{}", "channel is missing")]
    [InlineData("{\"channel\":5}", "channel has the wrong type")]
    [InlineData("{\"channel\":null}", "channel")]
    [InlineData("{\"channel\":\"topic:x\",\"since\":{\"epoch\":\"e\"}}", "offset is missing in since")]
    [InlineData("{\"channel\":\"topic:x\",\"since\":{\"epoch\":\"e\",\"offset\":1e99}}", "since.offset has the wrong type or is out of range")]
    [InlineData("5", "the request must be an object")]
    [InlineData("{\"channel\":\"topic:x\"},{}", "one argument")]
    public void TryParse_ArgumentsThatCannotBeBound_AreRefusedInWords(string arguments, string text)
    {
        var input = Bytes($$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":[{{arguments}}]}""" + "\u001e");
        Assert.True(protocol.TryParseMessage(ref input, this, out var message));
        var refusal = Assert.IsType<HubException>(Assert.IsType<InvocationBindingFailureMessage>(message).BindingFailure.SourceException);
        Assert.StartsWith("bad_request: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("RealtimeHub.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_UnknownMethod_KeepsSignalRsOwnWords()
    {
        var input = Bytes("""{"type":1,"invocationId":"1","target":"Explode","arguments":[{}]}""" + "\u001e");
        Assert.True(protocol.TryParseMessage(ref input, this, out var message));
        Assert.Contains("Method does not exist", Assert.IsType<InvocationBindingFailureMessage>(message).BindingFailure.SourceException.Message, StringComparison.Ordinal);
    }

    IReadOnlyList<Type> IInvocationBinder.GetParameterTypes(string methodName) =>
        methodName == "Subscribe" ? [typeof(SubscribeRequest)] : throw new HubException("Method does not exist.");

    Type IInvocationBinder.GetReturnType(string invocationId) => typeof(object);

    Type IInvocationBinder.GetStreamItemType(string streamId) => typeof(object);

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
