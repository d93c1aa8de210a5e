using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>What operators and moderators end, ends with the words of the protocol, for stock clients on every transport.</summary>
public sealed class OperatorEndsTests
{
    private const string Key = "a-key-of-16-characters-or-more";
    private static readonly string[] Options =
    [
        "--Hub:ApiKeys:0:Name", "ops", "--Hub:ApiKeys:0:Key", Key, "--Hub:ApiKeys:0:Scopes", "admin", "--Hub:Limits:NegotiationsPerSecond", "0",
    ];

    // What is asked of the API for each user, and what the user's client gets.
    private static readonly (string Path, object? Body, string Code, string Message, string Reconnect)[] Ends =
    [
        ("users/u0/disconnect", null, "kicked", "an operator has ended this", "never"),
        ("users/u1/disconnect", new { code = "banned", message = "until you have paid" }, "banned", "until you have paid", "never"),
        ("users/u2/disconnect", new { code = "kicked", message = "somewhere else", reconnect = "now" }, "kicked", "somewhere else", "now"),
        ("users/u3/revoke", null, "kicked", "access was revoked", "never"),
        ("users/u4/revoke", new { code = "banned", message = "for spam" }, "banned", "for spam", "never"),
        ("tokens/t5/revoke", new { code = "banned" }, "banned", "access was revoked", "never"),
    ];

    [Theory]
    [MemberData(nameof(EndsTests.Clients), MemberType = typeof(EndsTests))]
    public async Task Api_DisconnectAndRevoke_StockClientGetsCodeAndMessage(string client, string transport)
    {
        await using var hub = await HostedHub.StartAsync(Options);
        var tokens = Ends.Select((_, n) => TokenOf(hub, $"u{n}", $"t{n}"));
        await using var script = await NodeScript.StartAsync(
            Repository.PathOf("tests/interop/ends.mjs"), [hub.Address.AbsoluteUri, client, transport, $"{Ends.Length}", string.Join(',', tokens)]);
        await script.Messages.UntilAsync(all => all.Count(Is("connected")) == Ends.Length);

        using var http = new HttpClient { BaseAddress = new Uri(hub.Address, "/api/v1/"), DefaultRequestHeaders = { { "X-API-Key", Key } } };
        foreach (var end in Ends)
        {
            using var answer = await http.PostAsync(new Uri(end.Path, UriKind.Relative), end.Body is null ? null : JsonContent.Create(end.Body)).Within();
            Assert.True(answer.IsSuccessStatusCode, end.Path);
        }

        for (var n = 0; n < Ends.Length; n++)
        {
            var (of, last) = (n, Ends[n].Reconnect == "never" ? "closed" : "reconnected");
            await script.FirstAsync(message => message.GetProperty("n").GetInt32() == of && Is(last)(message), what: $"{Ends[of].Path}: {last}");
            var events = script.Messages.Items.Where(message => message.GetProperty("n").GetInt32() == of).ToArray();
            var closing = events.Single(Is("closing"));
            Assert.Equal(
                (Ends[n].Code, Ends[n].Message, Ends[n].Reconnect),
                (closing.GetProperty("code").GetString(), closing.GetProperty("message").GetString(), closing.GetProperty("reconnect").GetString()));
            Assert.Equal(Ends[n].Reconnect != "never", events.Any(Is("reconnecting")));
        }

        script.Send(ProcessSignal.Terminate);
    }

    [Theory]
    [InlineData("""{"code":"shutdown"}""", "code")]
    [InlineData("""{"code":"because"}""", "code")]
    [InlineData("""{"message":""}""", "message")]
    public async Task Revoke_CodeThatClientsComeBackAfterOrNoMessage_IsRefusedAndNothingIsRevoked(string body, string field)
    {
        await using var hub = await HostedHub.StartAsync(Options);
        using var http = new HttpClient { BaseAddress = hub.Address, DefaultRequestHeaders = { { "X-API-Key", Key } } };

        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync(new Uri("api/v1/users/ada/revoke", UriKind.Relative), content).Within();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
        Assert.NotNull((await hub.Get<ITokenReader>().ReadAsync(hub.TokenOf("ada"))).Claims);
    }

    [Theory]
    [MemberData(nameof(StockClientTests.Clients), MemberType = typeof(StockClientTests))]
    public async Task KickBanDeleteUnsubscribeAndReset_StockClient_EndTheSubscriptionWithTheReason(string client, string transport, string protocol)
    {
        await using var hub = await HostedHub.StartAsync(Options);
        await StockClient.RunAsync("operators.mjs", hub.Address, client, transport, protocol, Key, TokenOf(hub, "owner", "t"), "user", TokenOf(hub, "user", "u"));
    }

    private static string TokenOf(HostedHub hub, string userId, string tokenId) => hub.Get<JwtWriter>().Write(new TokenClaims
    {
        UserId = userId,
        TokenId = tokenId,
        Expires = hub.Get<TimeProvider>().GetUtcNow().AddHours(1),
        Grants = [new ChannelGrant("chat:*", ChannelRights.Subscribe)],
    });

    private static Func<JsonElement, bool> Is(string name) => message => message.GetProperty("event").GetString() == name;
}
