using System.Net.Http.Headers;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

/// <summary>A refusal of the API says what is wrong with the credentials.</summary>
public sealed class ApiGateTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Call_WithNothing_IsAskedForAKey() =>
        AssertRefused(await server.SendAsync(HttpMethod.Get, "/stats", key: null), 401, "unauthorized", "no_key", "send an API key as X-API-Key, or the token of an administrator");

    [Theory]
    [InlineData("nope")]
    [InlineData("a-key-that-may-everythinG")]
    public async Task Call_UnknownKey_IsToldThatItIsNotKnown(string key) =>
        AssertRefused(
            await server.SendAsync(HttpMethod.Get, "/stats", key: key), 401, "unauthorized", "unknown_key",
            "this API key is not known; send one of Hub:ApiKeys as X-API-Key, or the token of an administrator");

    [Fact]
    public async Task Call_InvalidToken_GetsTheHubsWordsWhateverIsWrong()
    {
        string[] tokens =
        [
            "abc",
            Signed(with => with with { Expires = TimeProvider.System.GetUtcNow().AddHours(-1) }),
            Signed(with => with with { Expires = TimeProvider.System.GetUtcNow().AddHours(30) }),
            server.TokenOf("ann", admin: true)[..^4] + "AAAA",
        ];

        foreach (var token in tokens)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var hub = await server.Http.SendAsync(request).Within();
            var answer = await server.SendAsync(HttpMethod.Get, "/stats", token: token);
            AssertRefused(answer, 401, "unauthorized", "invalid_token", "invalid token");
            Assert.Equal((int)hub.StatusCode, answer.Status);
            Assert.Equal(await hub.Content.ReadAsStringAsync(), answer.Text);
        }
    }

    [Fact]
    public async Task Call_TokenOfAUser_IsForbidden()
    {
        var answer = await server.SendAsync(HttpMethod.Get, "/stats", token: server.TokenOf("ann"));

        AssertRefused(answer, 403, "permission_denied", "not_admin", "the token is not an administrator's; the API takes a token with the role admin, or an API key");
    }

    [Fact]
    public async Task Call_TwoKeys_SaysThatOneIsTaken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/stats");
        request.Headers.Add("X-API-Key", [ApiServer.Admin, ApiServer.Read]);

        using var answer = await server.Http.SendAsync(request).Within();

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Contains("API key", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/publish", "{}", "channel, type, data are missing")]
    [InlineData("/publish", "{\"channel\":\"topic:x\",\"type\":\"t\"}", "data is missing")]
    [InlineData("/publish", "{\"channel\":\"signal:x\",\"type\":\"t\",\"data\":1}", "channel signal:x keeps nothing; signal to it instead of publishing")]
    [InlineData("/publish", "{\"channel\":\n", "the body is not JSON: see line 2")]
    [InlineData("/feeds/feed:rooms/updates", "{\"updates\":[]}", "feed is a name, not a channel: send rooms, without feed:")]
    public async Task Call_Refused_SaysWhatAProgramCanDo(string path, string body, string detail) =>
        Assert.Equal(detail, (await server.PostAsync(path, body)).Member("detail"));

    [Fact]
    public async Task Body_TooDeep_IsToldFromWhatIsNoJson()
    {
        var answer = await server.PostAsync("/publish", "{\"data\":\n" + new string('[', 64) + new string(']', 64) + "}");

        Assert.Equal((400, "too_deep", "the body is deeper than 64 levels: see line 2"), (answer.Status, answer.Member("reason"), answer.Member("detail")));
    }

    [Fact]
    public async Task Lines_OneBeforeTheBadOne_IsCountedAsOne()
    {
        var answer = await server.SendAsync(HttpMethod.Post, "/feeds/one/updates", "{\"key\":\"a\",\"fields\":{}}\nnonsense\n", type: "application/x-ndjson");

        Assert.EndsWith("; 1 update before was accepted", answer.Member("detail"), StringComparison.Ordinal);
    }

    private static void AssertRefused(ApiAnswer answer, int status, string code, string reason, string detail) =>
        Assert.Equal((status, code, reason, detail), (answer.Status, answer.Code, answer.Member("reason"), answer.Member("detail")));

    private string Signed(Func<TokenClaims, TokenClaims> with) => server.Get<JwtWriter>().Write(with(new TokenClaims
    {
        UserId = "ann",
        Name = "Ann",
        Expires = TimeProvider.System.GetUtcNow().AddHours(1),
        IsAdmin = true,
    }));
}
