using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>Tokens that forgers write, at the door of the real server: 401 and no word of what was wrong.</summary>
public sealed class HostileTokenTests(HostileTokenTests.Fixture fixture) : IClassFixture<HostileTokenTests.Fixture>
{
    private const string Secret = "a secret of at least thirty-two bytes";
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private const string Claims = """{"sub":"ann","exp":{+3600}}""";

    public static TheoryData<string, string> Forged => new()
    {
        { """{"alg":"none"}""", "none" },
        { """{"alg":"None"}""", "none" },
        { """{"alg":"NONE"}""", "signed" },
        { """{"alg":""}""", "signed" },
        { """{"alg":["HS256"]}""", "signed" },
        { """{"alg":null}""", "signed" },
        { "{}", "signed" },
        { """{"alg":"hs256"}""", "signed" },
        { """{"alg":"HS384"}""", "signed" },
        { """{"alg":"HS512"}""", "signed" },
        { """{"alg":"RS256"}""", "signed" },
        { """{"alg":"ES256"}""", "zero" },
        { """{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}""", "signed" },
        { """{"alg":"HS256","jku":"http://127.0.0.1:1/keys"}""", "signed" },
        { """{"alg":"HS256","x5u":"http://127.0.0.1:1/keys"}""", "signed" },
        { """{"alg":"HS256","x5c":["AAAA"]}""", "signed" },
        { """{"alg":"HS256","crit":["b64"],"b64":false}""", "signed" },
        { """{"alg":"none","alg":"HS256"}""", "signed" },
        { Header, "none" },
        { Header, "zero" },
        { Header, "padded" },
        { Header, "four parts" },
        { Header, "space" },
    };

    [Theory]
    [MemberData(nameof(Forged))]
    [Trait("Safety", "B2")]
    public Task B2_ForgedToken_Is401WithoutAReason(string header, string signature) => IsRefusedAsync(TokenOf(header, Claims, signature));

    [Theory]
    [InlineData("""{"exp":{+3600}}""")]
    [InlineData("""{"sub":"ann"}""")]
    [InlineData("""{"sub":5,"exp":{+3600}}""")]
    [InlineData("""{"sub":"","exp":{+3600}}""")]
    [InlineData("""{"sub":"ann","exp":"{+3600}"}""")]
    [InlineData("""{"sub":"ann","exp":-1}""")]
    [InlineData("""{"sub":"ann","exp":1e400}""")]
    [InlineData("""{"sub":"ann","exp":99999999999999999999}""")]
    [InlineData("""{"sub":"ann","exp":NaN}""")]
    [InlineData("""{"sub":"ann","exp":{-3600}}""")]
    [InlineData("""{"sub":"ann","exp":{+3600},"nbf":{+1800}}""")]
    [InlineData("""{"sub":"ann","exp":{+3600},"iat":{+1800}}""")]
    [InlineData("""{"sub":"ann","sub":"bob","exp":{+3600}}""")]
    [InlineData("""["sub","ann"]""")]
    [Trait("Safety", "B3")]
    [Trait("Safety", "L23")]
    public Task B3_BadClaims_Are401AndNeverAFault(string claims) => IsRefusedAsync(TokenOf(Header, claims, "signed"));

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("' OR 1=1 --")]
    [InlineData("http://127.0.0.1:1/keys")]
    [InlineData("long")]
    [Trait("Safety", "B4")]
    public Task B4_StrangeKeyId_Is401(string kid) =>
        IsRefusedAsync(TokenOf($$"""{"alg":"HS256","kid":"{{(kid == "long" ? new string('x', 4_000) : kid)}}"}""", Claims, "zero"));

    [Fact]
    [Trait("Safety", "L23")]
    public async Task L23_TokenBeyondItsLengthOrLifetime_Is401()
    {
        await IsRefusedAsync(TokenOf(Header, $$"""{"sub":"ann","exp":{+3600},"pad":"{{new string('p', 8_192)}}"}""", "signed"));
        await IsRefusedAsync(TokenOf(Header, """{"sub":"ann","iat":{-10},"exp":{+90000}}""", "signed"));
        Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(TokenOf(Header, Claims, "signed"))).Status);
    }

    [Fact]
    [Trait("Safety", "L18")]
    public async Task L18_UserIdOrNameBeyondItsLength_Is401()
    {
        await IsRefusedAsync(TokenOf(Header, ClaimsOf(new string('u', 129), "Ann"), "signed"));
        await IsRefusedAsync(TokenOf(Header, ClaimsOf("ann", new string('n', 65)), "signed"));
        Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(TokenOf(Header, ClaimsOf(new string('u', 128), new string('n', 64)), "signed"))).Status);
    }

    private static string ClaimsOf(string user, string name) => $"{{\"sub\":\"{user}\",\"name\":\"{name}\",\"exp\":{{+3600}}}}";

    private async Task IsRefusedAsync(string token)
    {
        var (status, body) = await NegotiateAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal(("unauthorized", "invalid_token"), (problem.RootElement.GetProperty("code").GetString(), problem.RootElement.GetProperty("reason").GetString()));
        Assert.Equal("invalid token", problem.RootElement.GetProperty("detail").GetString());
    }

    private async Task<(HttpStatusCode Status, string Body)> NegotiateAsync(string token)
    {
        using var http = new HttpClient { BaseAddress = fixture.Hosted.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "hub/negotiate?negotiateVersion=1");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using var answer = await http.SendAsync(request).Within();
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string TokenOf(string header, string claims, string signature)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var filled = System.Text.RegularExpressions.Regex.Replace(
            claims, @"\{([+-]\d+)\}", match => (now + long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
        var signed = $"{Base64(Encoding.UTF8.GetBytes(header))}.{Base64(Encoding.UTF8.GetBytes(filled))}";
        var right = Base64(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(signed)));
        return signature switch
        {
            "signed" => $"{signed}.{right}",
            "none" => $"{signed}.",
            "zero" => $"{signed}.{Base64(new byte[32])}",
            "padded" => $"{signed}.{right}=",
            "four parts" => $"{signed}.{right}.x",
            _ => $"{signed} .{right}",
        };
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public sealed class Fixture : IAsyncLifetime
    {
        internal HostedHub Hosted { get; private set; } = null!;

        public async Task InitializeAsync() => Hosted = await HostedHub.StartAsync("--Hub:Auth:Keys:0:Secret", Secret, "--Hub:Auth:AllowAnonymous", "false");

        public async Task DisposeAsync() => await Hosted.DisposeAsync();
    }
}
