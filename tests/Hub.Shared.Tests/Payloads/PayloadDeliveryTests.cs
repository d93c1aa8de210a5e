using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using RealtimeHub.Shared.MessagePack;
using RealtimeHub.Shared.Tests.MessagePack;

namespace RealtimeHub.Shared.Tests.Payloads;

public sealed class PayloadDeliveryTests
{
    private static readonly Payload Deepest = Payload.FromJson(Nested(PayloadDelivery.MaxDepth));
    private static readonly ChannelName Channel = ChannelName.Parse("topic:x");

    /// <summary>Every message that carries published data, by how it is sent.</summary>
    public static TheoryData<string> Envelopes => [.. Messages.Keys];

    private static Dictionary<string, (HubMessage Message, Type Type)> Messages { get; } = new()
    {
        ["Publication"] = Callback(new Publication { Channel = Channel, Offset = 1, Type = "t", Data = Deepest, Time = 1 }),
        ["Signal"] = Callback(new Signal { Channel = Channel, Type = "t", Data = Deepest, Time = 1 }),
        ["Presence"] = Callback(new PresenceChange(Channel, [Member()], [Member()], [Member()], 1, 1, 1)),
        ["ReadHistory"] = Answer(new HistoryPage([new Publication { Channel = Channel, Offset = 1, Type = "t", Data = Deepest, Time = 1 }], Position.None, false)),
        ["ReadState"] = Answer(new StatePage([new StateEntry("k", 1, "t", Deepest, 1)], Position.None)),
        ["ReadPresence"] = Answer(Snapshot()),
        ["Subscribe"] = Answer(Subscribed()),
        ["SubscribeMany"] = Answer(new SubscribeManyResult([new SubscribeOutcome(Subscribed())])),
        ["Publish"] = Callback(new PublishRequest { Channel = "topic:x", Type = "t", Data = Deepest }),
        ["UpdatePresence"] = Callback(new UpdatePresenceRequest { Channel = "topic:x", Data = Deepest }),
    };

    [Theory]
    [MemberData(nameof(Envelopes))]
    public void MaxDepth_ValueInAnyMessage_IsReadOnBothProtocols(string name)
    {
        var (message, type) = Messages[name];
        var json = new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = HubJson.Default.Options }));
        foreach (var protocol in new IHubProtocol[] { json, new CheckedMessagePackProtocol() })
        {
            var input = new ReadOnlySequence<byte>(protocol.GetMessageBytes(message));
            Assert.True(protocol.TryParseMessage(ref input, new TestBinder(type) { Result = type }, out var read));
            if (message is CompletionMessage)
                Assert.True(Assert.IsType<CompletionMessage>(read).Error is null, ((CompletionMessage)read).Error);
            else
                Assert.IsType<InvocationMessage>(read);
        }
    }

    [Theory]
    [InlineData("{\"__proto__\":1}", "must not contain the key __proto__")]
    [InlineData("[[{\"a\":{\"__proto__\":null}}]]", "must not contain the key __proto__")]
    [InlineData("{\"\\u005f\\u005fproto__\":1}", "must not contain the key __proto__")]
    [InlineData("{\"a\":1,\"a\":1}", "must not contain a key twice in one object")]
    [InlineData("{\"a\":1,\"b\":{\"a\":1},\"\\u0061\":1}", "must not contain a key twice in one object")]
    [InlineData("{\"\":1,\"\":1}", "must not contain a key twice in one object")]
    [InlineData("\"\\ud800\"", "must not contain half of a surrogate pair")]
    [InlineData("1e400", "must not contain numbers beyond the range of a float64")]
    [InlineData("{", "must be one JSON value")]
    [InlineData("1 2", "must be one JSON value")]
    public void FindObstacle_ValueThatSomeClientCannotRead_SaysWhy(string json, string obstacle) =>
        Assert.Equal(obstacle, Payload.FromJson(json).FindObstacle());

    [Theory]
    [InlineData("81a95f5f70726f746f5f5f01", "must not contain the key __proto__")]
    [InlineData("82a16101d9016101", "must not contain a key twice in one object")]
    [InlineData("cb7ff8000000000000", "must not contain NaN or infinities")]
    [InlineData("d6ff00000000", "must not contain extensions")]
    [InlineData("810101", "must not contain keys that aren't strings")]
    [InlineData("0101", "must be one MessagePack value")]
    [InlineData("91", "must be one MessagePack value")]
    [InlineData("db80000000", "must be one MessagePack value")]
    [InlineData("c680000000", "must be one MessagePack value")]
    [InlineData("dd80000000", "must be one MessagePack value")]
    [InlineData("df80000000", "must be one MessagePack value")]
    [InlineData("c1", "must be one MessagePack value")]
    public void FindObstacle_MessagePackThatSomeClientCannotRead_SaysWhy(string hex, string obstacle) =>
        Assert.Equal(obstacle, new Payload(PayloadEncoding.MessagePack, Convert.FromHexString(hex)).FindObstacle());

    [Fact]
    public void FindObstacle_Depth_EndsAtItsLimitInBothEncodings()
    {
        foreach (var make in new Func<Payload, Payload>[] { payload => payload, payload => payload.ToMessagePack() })
        {
            Assert.Null(make(Deepest).FindObstacle());
            Assert.Equal("must not be nested deeper than 48 levels", make(Payload.FromJson(Nested(49))).FindObstacle());
        }

        // Siblings add no depth.
        Assert.Null(Payload.FromJson("[" + string.Join(',', Enumerable.Repeat(Nested(47), 50)) + "]").FindObstacle());
    }

    [Fact]
    public void FindObstacle_AnyLegalValue_IsNone()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var payload = Payload.FromJson(new Samples(seed).MakeJson());
            Assert.True(payload.FindObstacle() is null, $"seed {seed}: {payload.FindObstacle()}");
            Assert.Null(payload.ToMessagePack().FindObstacle());
        }
    }

    [Fact]
    public void FindObstacle_ManyKeys_FindsTheOneThatIsThereTwice()
    {
        var names = Enumerable.Range(0, 9_000).Select(n => $"\"{n:x}\":0").ToList();
        Assert.Null(Payload.FromJson("{" + string.Join(',', names) + "}").FindObstacle());
        names.Insert(0, names[^1]);
        var began = Stopwatch.GetTimestamp();
        Assert.NotNull(Payload.FromJson("{" + string.Join(',', names) + "}").FindObstacle());
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5), "looking for it takes too long");
    }

    [Fact]
    public void Write_CarriageReturnBetweenTokens_IsASpace()
    {
        var payload = Payload.FromJson("{\r\"a\\r\":\r\n1}");
        var written = System.Text.Json.JsonSerializer.Serialize(payload, HubJson.Default.Payload);
        Assert.Equal("{ \"a\\r\": \n1}", written);
    }

    [Fact]
    public void From_TextThatIsNotEnglish_StaysAsItIs()
    {
        Assert.Equal("""{"text":"会議室 <é> 😀"}""", System.Text.Encoding.UTF8.GetString(Payload.From(new { Text = "会議室 <é> 😀" }).Bytes.Span).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal));
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static Member Member() => new("u", null, [new MemberConnection("c", 1, Deepest)]);

    private static PresenceSnapshot Snapshot() => new([Member()], 1, 1, 1);

    private static SubscribeResult Subscribed() =>
        new() { Channel = Channel, Mode = ChannelMode.Log, Position = Position.None, Recovered = false, Presence = Snapshot() };

    private static (HubMessage, Type) Callback<T>(T argument) => (new InvocationMessage("M", [argument]), typeof(T));

    private static (HubMessage, Type) Answer<T>(T result) => (CompletionMessage.WithResult("1", result), typeof(T));
}
