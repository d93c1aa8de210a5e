using System.Net;
using System.Text;
using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>Clients whose connections break the protocol again and again may open no more for a while; others do not notice.</summary>
[Trait("Safety", "L27")]
public sealed class ViolationTests
{
    private const int Burst = 2;
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";

    // No other limit of the address is in the way of those who ask again and again.
    private static readonly string[] Options =
    [
        "--Hub:Limits:CountLoopback", "true", "--Hub:Limits:NegotiationsPerSecond", "0", "--Hub:Limits:NegotiationsOfNodePerSecond", "0", "--Hub:Limits:UnattachedPerAddress", "0",
        "--Hub:Limits:ViolationBurst", "2", "--Hub:Limits:ViolationsPerMinute", "6",
    ];

    private static readonly Dictionary<string, byte[]> Attacks = new()
    {
        ["reserved opcode"] = new RawFrame((Opcode)11, []).Encode(1),
        ["unmasked"] = new RawFrame(Opcode.Text, [.. "longer than a header"u8]).Encode(null),
        ["text that is no UTF-8"] = new RawFrame(Opcode.Text, [0xC0, 0xAF]).Encode(1),
        ["fragments without end"] = [.. Enumerable.Range(0, 200).SelectMany(n => new RawFrame(n == 0 ? Opcode.Binary : Opcode.Continuation, [], Final: false).Encode(1))],
        ["pings without end"] = [.. Enumerable.Range(0, 3_000).SelectMany(_ => new RawFrame(Opcode.Ping, []).Encode(1))],
        ["no JSON"] = new RawFrame(Opcode.Text, [.. "garbage\u001e"u8]).Encode(1),
        ["calls without end"] = new RawFrame(Opcode.Text, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"type\":1,\"target\":\"Nope\",\"arguments\":[]}\u001e", 300)))).Encode(1),
    };

    public static TheoryData<string> Cases => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task L27_ConnectionsThatBreakTheProtocol_BarTheirAddressAndLeaveNoStackInTheLog(string attack)
    {
        await using var hosted = await HostedHub.StartAsync(Options);
        using var honest = await RawHub.ConnectAsync(hosted.HubAddress);
        for (var n = 0; n < Burst; n++)
        {
            Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(hosted)).Status);
            await AttackAsync(hosted.HubAddress, Handshake, Attacks[attack]);
        }

        var problem = await RefusedAsync(hosted);
        Assert.Equal(("rate_limited", "violations"), (problem.GetProperty("code").GetString(), problem.GetProperty("reason").GetString()));
        Assert.InRange(problem.GetProperty("retryAfterMs").GetInt64(), 1, 10_000);
        using var socket = await RawWebSocket.ConnectAsync(hosted.HubAddress);
        Assert.Equal((429, "close"), (socket.Response.Status, socket.Response.Headers["Connection"]));

        Assert.True((await honest.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).TryGetProperty("result", out _));
        Assert.DoesNotContain(hosted.Log.Items, line => line.Contains("\n   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("garbage\u001e")]
    [InlineData("a handshake that is longer than one may be")]
    public async Task L27_HandshakesThatAreNone_BarTheirAddress(string handshake)
    {
        await using var hosted = await HostedHub.StartAsync([.. Options, "--Hub:Limits:MaxHandshakeBytes", "256"]);
        for (var n = 0; n < Burst; n++)
            await AttackAsync(hosted.HubAddress, handshake.EndsWith('\u001e') ? handshake : handshake.PadRight(300), []);

        await RefusedAsync(hosted);
    }

    [Fact]
    public async Task L27_SignedInUsersOfABarredAddress_AreLetIn_AndGuestsAreNot()
    {
        await using var hosted = await HostedHub.StartAsync(Options);
        for (var n = 0; n < Burst; n++)
            await AttackAsync(hosted.HubAddress, Handshake, Attacks["no JSON"]);
        await RefusedAsync(hosted);

        Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(hosted, hosted.TokenOf("ann"))).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await NegotiateAsync(hosted, hosted.TokenOf("guest-ann"))).Status);
    }

    [Fact]
    public async Task L27_SignedInUserWhoBreaksTheProtocol_IsBarredAlone()
    {
        await using var hosted = await HostedHub.StartAsync(Options);
        var mallory = hosted.TokenOf("mallory");
        var yjs = new Uri(hosted.Address, $"yjs/{await NewDocumentAsync(hosted, mallory)}?access_token={mallory}");
        await AttackAsync(new Uri(hosted.HubAddress.AbsoluteUri + "?access_token=" + mallory), Handshake, Attacks["no JSON"]);
        await AttackAsync(yjs, "", Attacks["reserved opcode"]);

        var problem = await RefusedAsync(hosted, mallory);
        Assert.StartsWith("too many connections of this user broke the protocol; retry after", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var refused = await RawWebSocket.ConnectAsync(yjs);
        Assert.Equal(429, refused.Response.Status);
        Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(hosted, hosted.TokenOf("ann"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(hosted)).Status);
    }

    // A connection to a document that there is not may be ended for that, before what it sends is looked at.
    private static async Task<string> NewDocumentAsync(HostedHub hosted, string token)
    {
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress, "?access_token=" + token);
        return (await hub.InvokeAsync("CreateDocument", """{"title":"Plan"}""")).GetProperty("result").GetProperty("documentId").GetString()!;
    }

    // Sends what breaks the rules and waits for the end.
    private static async Task AttackAsync(Uri address, string handshake, byte[] bytes)
    {
        using var socket = await RawWebSocket.ConnectAsync(address);
        Assert.Equal(101, socket.Response.Status);
        try
        {
            if (handshake.Length > 0)
                await socket.SendTextAsync(handshake);
            await socket.SendBytesAsync(bytes);
            while (await socket.ReadFrameAsync() is { Opcode: not Opcode.Close })
            {
            }
        }
        catch (IOException)
        {
            // A reset: the end as well.
        }
    }

    // The violation is counted as soon as it is seen, which may be after the client has seen its end.
    private static async Task<JsonElement> RefusedAsync(HostedHub hosted, string? token = null)
    {
        JsonElement body = default;
        await TestTimeout.Until(
            async () =>
            {
                (var status, body) = await NegotiateAsync(hosted, token);
                return status == HttpStatusCode.TooManyRequests;
            },
            what: "the refusal");
        return body;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> NegotiateAsync(HostedHub hosted, string? token = null)
    {
        using var http = new HttpClient { BaseAddress = hosted.Address };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative), null).Within();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, body.RootElement.Clone());
    }
}
