using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Shared.Tests.MessagePack;

[Trait("Safety", "B9")]
[Trait("Safety", "L12")]
public sealed class CheckedMessagePackProtocolTests
{
    private static readonly CheckedMessagePackProtocol Protocol = new();

    public static TheoryData<string> Frames => [.. VectorFile.Cases("messagepack/frames.json").Select(vector => vector.Text("name"))];

    [Theory]
    [MemberData(nameof(Frames))]
    public void WriteMessage_OfVector_IsWhatTheOfficialClientWrites(string name)
    {
        var vector = Find(name);
        var message = FrameVector.ToMessage(vector.GetProperty("message"));
        var output = new ArrayBufferWriter<byte>();
        Protocol.WriteMessage(message, output);
        Assert.Equal(vector.Text("hex"), Convert.ToHexStringLower(output.WrittenSpan));
        Assert.Equal(vector.Text("hex"), Convert.ToHexStringLower(Protocol.GetMessageBytes(message).Span));
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void TryParseMessage_OfVector_GivesTheMessage(string name)
    {
        var vector = Find(name);
        var expected = vector.GetProperty("message");
        var input = new ReadOnlySequence<byte>(vector.Hex());
        Assert.True(Protocol.TryParseMessage(ref input, FrameVector.BinderFor(expected), out var message));
        Assert.True(input.IsEmpty);
        Codec.AssertSame(expected.GetRawText(), FrameVector.ToJson(message), name);
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void TryParseMessage_EveryByteInASegmentOfItsOwn_GivesTheMessage(string name)
    {
        var vector = Find(name);
        var expected = vector.GetProperty("message");
        var bytes = vector.Hex();
        for (var length = 0; length < bytes.Length; length++)
        {
            var part = Segments.Of(bytes[..length], 1);
            Assert.False(Protocol.TryParseMessage(ref part, FrameVector.BinderFor(expected), out _));
            Assert.Equal(length, part.Length);
        }

        var whole = Segments.Of([.. bytes, 0x02], 1);
        Assert.True(Protocol.TryParseMessage(ref whole, FrameVector.BinderFor(expected), out var message));
        Assert.Equal(1, whole.Length);
        Codec.AssertSame(expected.GetRawText(), FrameVector.ToJson(message), name);
    }

    [Fact]
    public void TryParseMessage_UnknownTypeThenACall_TakesBothInTurn()
    {
        var call = Protocol.GetMessageBytes(new InvocationMessage("1", "M", [5])).ToArray();
        var input = new ReadOnlySequence<byte>([0x05, 0x93, 0x2a, 0xa1, (byte)'x', 0xc0, .. call]);
        Assert.True(Protocol.TryParseMessage(ref input, new TestBinder(typeof(int)), out var first));
        Assert.Same(PingMessage.Instance, first);
        Assert.True(Protocol.TryParseMessage(ref input, new TestBinder(typeof(int)), out var second));
        Assert.Equal(5, Assert.IsType<InvocationMessage>(second).Arguments[0]);
    }

    [Fact]
    public void TryParseMessage_ExtraItems_AreIgnored()
    {
        // [5, {}, "1", "later", "still later"]
        var input = new ReadOnlySequence<byte>([0x0c, 0x96, 5, 0x80, 0xa1, (byte)'1', 0xa1, (byte)'a', 0x93, 1, 2, 3, 0x00]);
        Assert.True(Protocol.TryParseMessage(ref input, new TestBinder(), out var message));
        Assert.Equal("1", Assert.IsType<CancelInvocationMessage>(message).InvocationId);
    }

    [Fact]
    public void TryParseMessage_UnknownMethod_KeepsTheHubException()
    {
        var failure = Assert.IsType<InvocationBindingFailureMessage>(
            Parse(new InvocationMessage("1", "M", [5]), new TestBinder { KnowsNothing = true }));
        Assert.Equal("1", failure.InvocationId);
        Assert.Equal("M", failure.Target);
        Assert.Equal("Method does not exist.", Assert.IsType<HubException>(failure.BindingFailure.SourceException).Message);
    }

    [Theory]
    [InlineData("""{"channel":"a:b","type":"t"}""", "$.data", "data is missing")]
    [InlineData("""{"channel":5,"type":"t","data":1}""", "$.channel", "channel must be a string")]
    [InlineData("""{"channel":"a:b","type":"t","data":1,"expectedOffset":1.0}""", "$.expectedOffset", "expectedOffset must be an integer of 64 bits")]
    [InlineData("""{"channel":"a:b","type":"t","data":1,"expectedOffset":18446744073709551615}""", "$.expectedOffset", "expectedOffset must be an integer of 64 bits")]
    [InlineData("""{"channel":"a:b","type":"t","data":1,"removed":"yes"}""", "$.removed", "removed must be true or false")]
    [InlineData("""{"channel":"a:b","channel":"a:b","type":"t","data":1}""", "$.channel", "channel is there twice")]
    [InlineData("""[1]""", "$", "the request must be an object")]
    public void TryParseMessage_PublishThatDoesNotFit_NamesTheField(string request, string path, string message) =>
        AssertRefused(typeof(PublishRequest), Codec.Pack(request), path, message);

    [Theory]
    [InlineData("""{"last":5}""", "$.channel", "channel is missing")]
    [InlineData("""{"channel":"a:b","since":{"epoch":"e"}}""", "$.since.offset", "since.offset is missing")]
    [InlineData("""{"channel":"a:b","since":{"epoch":"e","offset":5.0}}""", "$.since.offset", null)]
    [InlineData("""{"channel":"a:b","since":{"epoch":"e","offset":"5"}}""", "$.since.offset", null)]
    [InlineData("""{"channel":"a:b","onGap":"never"}""", "$.onGap", null)]
    [InlineData("""{"channel":"a:b","onGap":1}""", "$.onGap", null)]
    [InlineData("""{"channel":"a:b","keys":["a",null]}""", "$.keys[1]", "keys[1] must not be null")]
    [InlineData("""{"channel":"a:b","keys":{"a":1}}""", "$.keys", "keys must be a list")]
    [InlineData("""{"channel":"a:b","keys":["a"],"keys":[]}""", "$.keys", "keys is there twice")]
    [InlineData("""{"channel":"a:b","last":9223372036854775807}""", "$.last", null)]
    [InlineData("""{"channel":null}""", "$.channel", "channel is missing")]
    public void TryParseMessage_SubscribeThatDoesNotFit_NamesTheField(string request, string path, string? message) =>
        AssertRefused(typeof(SubscribeRequest), Codec.Pack(request), path, message);

    [Theory]
    [InlineData("cb7ff8000000000000", "data must not contain NaN or infinities")]
    [InlineData("9181a16bca7f800000", "data must not contain NaN or infinities")]
    [InlineData("810102", "data must not contain keys that aren't strings")]
    [InlineData("91d6ff00000000", "data must not contain extensions")]
    [InlineData("a1ff", "data must not contain strings that aren't UTF-8")]
    public void TryParseMessage_DataThatJsonCannotSay_NamesData(string data, string message)
    {
        byte[] request = [0x83, 0xa7, .. "channel"u8, 0xa3, .. "a:b"u8, 0xa4, .. "type"u8, 0xa1, (byte)'t', 0xa4, .. "data"u8, .. Convert.FromHexString(data)];
        AssertRefused(typeof(PublishRequest), request, "$.data", message);
        AssertRefused(typeof(SignalRequest), request, "$.data", message);
    }

    [Fact]
    public void TryParseMessage_OptionalFieldsWrittenAsNil_AreAbsent()
    {
        var subscribe = Codec.Pack("""{"channel":"a:b","since":null,"last":null,"onGap":null,"keys":null,"maxRate":null,"presence":null}""");
        Assert.Equal(new SubscribeRequest { Channel = "a:b" }, Argument<SubscribeRequest>(subscribe));
        var publish = Codec.Pack("""{"channel":"a:b","type":"t","data":null,"key":null,"removed":null,"idempotencyKey":null,"expectedOffset":null}""");
        Assert.Equal(new PublishRequest { Channel = "a:b", Type = "t", Data = default }, Argument<PublishRequest>(publish));
    }

    [Fact]
    public void TryParseMessage_AsManyItemsAsAllowed_AreTaken()
    {
        var subscriptions = Enumerable.Range(0, 200).Select(_ => new SubscribeRequest { Channel = "a:b" }).ToArray();
        Assert.Equal(200, Argument<SubscribeManyRequest>(Codec.Write(new SubscribeManyRequest(subscriptions))).Subscriptions.Count);
        var cursors = Enumerable.Range(0, 20_000).Select(_ => new Cursor(ChannelName.Parse("a:b"), 0, 0)).ToArray();
        Assert.Equal(20_000, Argument<ReadCursorsResult>(Codec.Write(new ReadCursorsResult(cursors))).Cursors.Count);
        var publication = new Publication { Channel = ChannelName.Parse("a:b"), Offset = 1, Type = "t", Data = default, Time = 0 };
        var page = new HistoryPage([.. Enumerable.Repeat(publication, 1_000)], Position.None, false);
        Assert.Equal(1_000, Argument<HistoryPage>(Codec.Write(page)).Publications.Count);
        var keys = new SubscribeRequest { Channel = "a:b", Keys = [.. Enumerable.Repeat("k", 1_000)] };
        Assert.Equal(1_000, Argument<SubscribeRequest>(Codec.Write(keys)).Keys!.Count);
    }

    [Fact]
    public void TryParseMessage_WrongNumberOfArguments_SaysHowMany()
    {
        var failure = Assert.IsType<InvocationBindingFailureMessage>(Parse(new InvocationMessage("1", "M", [5, 6]), new TestBinder(typeof(int))));
        Assert.Equal("Invocation provides 2 argument(s) but target expects 1.", failure.BindingFailure.SourceException.Message);
    }

    [Fact]
    public void TryParseMessage_ItemOrResultThatDoesNotFit_FailsOnlyThat()
    {
        var binder = new TestBinder { Result = typeof(PublishResult) };
        Assert.Equal("s", Assert.IsType<StreamBindingFailureMessage>(Parse(new StreamItemMessage("s", 5), binder)).Id);
        var completion = Assert.IsType<CompletionMessage>(Parse(CompletionMessage.WithResult("1", "x"), binder));
        Assert.False(completion.HasResult);
        Assert.StartsWith("Error trying to deserialize result to PublishResult.", completion.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParseMessage_ResultNobodyWaitsFor_IsPassedOver()
    {
        var completion = Assert.IsType<CompletionMessage>(Parse(CompletionMessage.WithResult("1", new[] { 1, 2 }), new TestBinder { KnowsNothing = true }));
        Assert.Equal("1", completion.InvocationId);
        Assert.Null(completion.Error);
        Assert.Null(completion.Result);
        Assert.IsType<StreamBindingFailureMessage>(Parse(new StreamItemMessage("s", 5), new TestBinder { KnowsNothing = true }));
    }

    [Fact]
    public void TryParseMessage_RawResult_KeepsTheBytes()
    {
        var completion = Assert.IsType<CompletionMessage>(Parse(CompletionMessage.WithResult("1", new[] { 1, 2 }), new TestBinder { Result = typeof(RawResult) }));
        var raw = Assert.IsType<RawResult>(completion.Result);
        Assert.Equal([0x92, 1, 2], raw.RawSerializedData.ToArray());
        Assert.Equal(
            Protocol.GetMessageBytes(CompletionMessage.WithResult("1", new[] { 1, 2 })).ToArray(),
            Protocol.GetMessageBytes(CompletionMessage.WithResult("1", raw)).ToArray());
    }

    [Fact]
    public void TryParseMessage_ArgumentsOfAnyType_AreWhatTheyAreInJson()
    {
        object?[] sent = ["text", 5, 2.5, true, null, new byte[] { 1, 2 }, new[] { "a" }, new { FirstName = "x", Nothing = (string?)null }];
        Type[] types = [typeof(string), typeof(int), typeof(double), typeof(bool), typeof(string), typeof(byte[]), typeof(List<string>), typeof(JsonElement)];
        var call = Assert.IsType<InvocationMessage>(Parse(new InvocationMessage("1", "M", sent), new TestBinder(types)));
        Assert.Equal(sent[..6], call.Arguments[..6]);
        Assert.Equal(["a"], Assert.IsType<List<string>>(call.Arguments[6]));
        Assert.Equal("""{"firstName":"x"}""", ((JsonElement)call.Arguments[7]!).GetRawText());
    }

    [Theory]
    [InlineData("00")]
    [InlineData("01c1")]
    [InlineData("0190")]
    [InlineData("01c0")]
    [InlineData("0291a1")]
    [InlineData("039106c0")]
    [InlineData("0396010203")]
    [InlineData("07960180c0a14d9a")]
    [InlineData("06960180c005c090")]
    [InlineData("8000")]
    [InlineData("ffffffff0f")]
    [InlineData("808080808001")]
    [InlineData("06960280a0c0c0c0")]
    [InlineData("079206db80000000")]
    [InlineData("079206c680000000")]
    [InlineData("079206dd80000000")]
    [InlineData("079206df80000000")]
    [InlineData("089206c98000000005")]
    [InlineData("06940180c0a14d")]
    [InlineData("079501c0c0a14d90")]
    [InlineData("07950180c0a1ff90")]
    [InlineData("0a950181a16105c0a14d90")]
    [InlineData("0d930582a161a162a161a163a131")]
    [InlineData("06940380a13101")]
    [InlineData("07950380a13101c0")]
    [InlineData("0a960180c0a14d9091a1ff")]
    [InlineData("029107")]
    [InlineData("039208c0")]
    public void TryParseMessage_FrameThatIsNotSound_Throws(string hex)
    {
        var input = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
        Assert.Throws<InvalidDataException>(() => Protocol.TryParseMessage(ref input, new TestBinder(), out _));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TryParseMessage_HeadersAndStreams_AtMostAsManyAsAllowed(int count, bool taken)
    {
        var names = Enumerable.Range(0, count).Select(n => $"{n}").ToArray();
        var withHeaders = new CancelInvocationMessage("1") { Headers = names.ToDictionary(name => name) };
        foreach (var message in new HubMessage[] { withHeaders, new InvocationMessage("1", "M", [], names) })
        {
            if (taken)
                Assert.IsType(message.GetType(), Parse(message, new TestBinder()));
            else
                Assert.Throws<InvalidDataException>(() => Parse(message, new TestBinder()));
        }
    }

    [Fact]
    public void TryParseMessage_NestedTooDeepAnywhere_Throws()
    {
        byte[] deep = [.. Enumerable.Repeat((byte)0x91, 200_000), 0xc0];
        byte[] body = [0x96, 1, 0x80, 0xc0, 0xa1, (byte)'M', .. deep, 0x90];
        var input = new ReadOnlySequence<byte>(Codec.Frame(body));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Protocol.TryParseMessage(ref input, new TestBinder(), out _));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 * 1024);
    }

    [Fact]
    public void WriteMessage_HotMessages_AllocateNothing()
    {
        var publication = new Publication
        {
            Channel = ChannelName.Parse("topic:a"), Offset = 5, Type = "note", Time = 1_700_000_000_000, Key = "k", Removed = false, Resume = 4,
            Data = Payload.FromJson("""{"a":[1,2.5,"é\n",{"b":null}],"c":true}"""), Publisher = new Publisher("u", "Ü", "c"), IdempotencyKey = "i",
        };
        HubMessage[] messages =
        [
            new InvocationMessage("Publication", [publication]),
            new InvocationMessage("Publication", [publication with { Data = publication.Data.ToMessagePack() }]),
            new InvocationMessage("Signal", [new Signal { Channel = publication.Channel, Type = "t", Data = publication.Data, Time = 5 }]),
            new InvocationMessage("1", "Publish", [new PublishRequest { Channel = "topic:a", Type = "t", Data = publication.Data, ExpectedOffset = 5 }]),
            new InvocationMessage("2", "Signal", [new SignalRequest { Channel = "topic:a", Type = "t", Data = publication.Data }]),
        ];
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        foreach (var message in messages)
        {
            Write(message);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                Write(message);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        void Write(HubMessage message)
        {
            output.ResetWrittenCount();
            Protocol.WriteMessage(message, output);
        }
    }

    private static void AssertRefused(Type type, byte[] request, string path, string? message)
    {
        var raw = new RawResult(new ReadOnlySequence<byte>(request));
        var failure = Assert.IsType<InvocationBindingFailureMessage>(Parse(new InvocationMessage("1", "M", [raw]), new TestBinder(type)));
        var inner = Assert.IsAssignableFrom<JsonException>(Assert.IsType<InvalidDataException>(failure.BindingFailure.SourceException).InnerException);
        Assert.Equal(path, inner.Path);
        if (message is not null)
            Assert.Equal(message, inner.Message);
    }

    private static T Argument<T>(byte[] request)
    {
        var raw = new RawResult(new ReadOnlySequence<byte>(request));
        return (T)Assert.IsType<InvocationMessage>(Parse(new InvocationMessage("1", "M", [raw]), new TestBinder(typeof(T)))).Arguments[0]!;
    }

    private static HubMessage Parse(HubMessage message, IInvocationBinder binder)
    {
        var input = new ReadOnlySequence<byte>(Protocol.GetMessageBytes(message));
        Assert.True(Protocol.TryParseMessage(ref input, binder, out var parsed));
        Assert.True(input.IsEmpty);
        return parsed;
    }

    private static JsonElement Find(string name) =>
        VectorFile.Cases("messagepack/frames.json").Single(vector => vector.Text("name") == name);
}
