using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using NSubstitute;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Hubs;

public sealed class LenientHubProtocolTests : IInvocationBinder
{
    private const int MaxBytes = 4096;

    private readonly LenientHubProtocol protocol =
        new(new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = HubJson.Default.Options })), MaxBytes);

    [Fact]
    public void TryParse_UnknownTypeInFront_GivesTheMessageBehindIt()
    {
        var input = Bytes("{\"type\":42}\u001e{\"type\":43}\u001e{\"type\":6}\u001e{\"type\":44}\u001e");
        Assert.True(protocol.TryParseMessage(ref input, this, out var message));
        Assert.IsType<PingMessage>(message);
        Assert.False(protocol.TryParseMessage(ref input, this, out _));
        Assert.True(input.IsEmpty);
    }

    [Theory]
    [InlineData(MaxBytes - 1, false)]
    [InlineData(MaxBytes, true)]
    public async Task TryParse_MessageThatDoesNotEnd_IsReportedAtTheLimit(int bytes, bool reported)
    {
        var reasons = new List<string>();
        await InScopeAsync(scope =>
        {
            scope.OnBroken = reasons.Add;
            var input = Bytes(new string(' ', bytes));
            Assert.False(protocol.TryParseMessage(ref input, this, out _));
        });

        Assert.Equal(reported ? ["a message is longer than 4096 bytes"] : [], reasons);
    }

    [Fact]
    public async Task TryParse_MessageInManyPieces_IsParsedOnceItIsWhole()
    {
        var inner = Substitute.For<IHubProtocol>();
        inner.TransferFormat.Returns(TransferFormat.Text);
        inner.TryParseMessage(ref Arg.Any<ReadOnlySequence<byte>>(), this, out Arg.Any<HubMessage?>()).Returns(call =>
        {
            var input = (ReadOnlySequence<byte>)call[0];
            call[0] = input.Slice(input.GetPosition(1, input.PositionOf((byte)0x1e)!.Value));
            call[2] = PingMessage.Instance;
            return true;
        });
        var counted = new LenientHubProtocol(inner, MaxBytes);
        await InScopeAsync(_ =>
        {
            for (var round = 1; round <= 2; round++)
            {
                for (var length = 0; length < 100; length++)
                {
                    var part = Bytes(new string(' ', length));
                    Assert.False(counted.TryParseMessage(ref part, this, out HubMessage? none));
                }

                var whole = Bytes(new string(' ', 100) + "\u001e\u001e ");
                Assert.True(counted.TryParseMessage(ref whole, this, out var message));
                Assert.True(counted.TryParseMessage(ref whole, this, out message));
                Assert.False(counted.TryParseMessage(ref whole, this, out message));
                Assert.Equal(1, whole.Length);
                inner.ReceivedWithAnyArgs(2 * round).TryParseMessage(ref whole, this, out message);
            }
        });
    }

    [Fact]
    public async Task TryParse_Garbage_IsReported()
    {
        var reasons = new List<string>();
        await InScopeAsync(scope =>
        {
            scope.OnBroken = reasons.Add;
            Assert.Throws<InvalidDataException>(() =>
            {
                var input = Bytes("garbage\u001e");
                return protocol.TryParseMessage(ref input, this, out _);
            });
        });

        Assert.Equal(["what came is not a message of this protocol"], reasons);
    }

    [Fact]
    public async Task TryParse_ConnectionThatIsBeingClosed_TakesEverythingAndGivesNothing() => await InScopeAsync(scope =>
    {
        scope.IgnoresInput = true;
        var input = Bytes("{\"type\":6}\u001e{\"type\":6}\u001e{\"ty");
        Assert.False(protocol.TryParseMessage(ref input, this, out _));
        Assert.True(input.IsEmpty);
    });

    private static Task InScopeAsync(Action<ConnectionScope> act)
    {
        var connection = Substitute.For<ConnectionContext>();
        connection.Features.Returns(new FeatureCollection());
        return ConnectionScope.Open(_ =>
        {
            act(ConnectionScope.Current!);
            return Task.CompletedTask;
        })(connection);
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

    [Fact]
    public void TryParse_LongNameOfAnUnknownMethod_IsRepeatedInPart()
    {
        var input = Bytes($$"""{"type":1,"invocationId":"1","target":"{{new string('x', 100_000)}}","arguments":[{}]}""" + "\u001e");
        Assert.True(protocol.TryParseMessage(ref input, this, out var message));
        var failure = Assert.IsType<InvocationBindingFailureMessage>(message);
        Assert.Equal(new string('x', 63) + "…", failure.Target);
        Assert.Contains("Method does not exist", failure.BindingFailure.SourceException.Message, StringComparison.Ordinal);
    }

    IReadOnlyList<Type> IInvocationBinder.GetParameterTypes(string methodName) =>
        methodName == "Subscribe" ? [typeof(SubscribeRequest)] : throw new HubException("Method does not exist.");

    Type IInvocationBinder.GetReturnType(string invocationId) => typeof(object);

    Type IInvocationBinder.GetStreamItemType(string streamId) => typeof(object);

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
