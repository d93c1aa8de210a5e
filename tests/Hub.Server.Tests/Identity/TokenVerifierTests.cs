using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Tests.Identity;

public class TokenVerifierTests
{
    private const string Payload = """{"sub":"ann"}""";

    // RFC 7515, A.1 (the same token as in RFC 7519, 3.1).
    private const string KnownToken =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." +
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ." +
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private const string KnownKey = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    [Fact]
    public async Task Open_TokenOfTheStandard_GivesItsPayload()
    {
        var keys = new SigningKeys([new SigningKey(null, Base64Url.DecodeFromChars(KnownKey))]);

        using var payload = (await new TokenVerifier(keys).OpenAsync(KnownToken)).Payload;
        Assert.Equal("joe", payload!.RootElement.GetProperty("iss").GetString());
    }

    [Fact]
    public async Task Open_EveryBitOfTheStandardsTokenFlipped_Refuses()
    {
        var keys = new SigningKeys([new SigningKey(null, Base64Url.DecodeFromChars(KnownKey))]);
        var verifier = new TokenVerifier(keys);
        for (var i = 0; i < KnownToken.Length; i++)
        {
            for (var bit = 0; bit < 7; bit++)
            {
                var forged = KnownToken.ToCharArray();
                forged[i] = (char)(forged[i] ^ (1 << bit));
                Assert.True((await verifier.OpenAsync(new string(forged))).Payload is null, $"character {i}, bit {bit}");
            }
        }
    }

    [Fact]
    public async Task Open_SealedByUs_GivesThePayloadBack()
    {
        var token = JwtWriter.Seal(Encoding.UTF8.GetBytes(Payload), Tokens.Key);

        using var payload = (await new TokenVerifier(Tokens.Keys).OpenAsync(token)).Payload;
        Assert.Equal("ann", payload!.RootElement.GetProperty("sub").GetString());
    }

    [Theory]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","typ":"jwt"}""")]
    [InlineData("""{"alg":"\u0048S256","unknown":[1,{"deep":true}]}""")]
    [InlineData("""{"alg":"HS256","kid":"anything"}""")]
    public Task Open_HeaderWithinTheRules_Opens(string header) =>
        AssertOpens(Tokens.Signed(Payload, header), Tokens.Keys);

    // B2: what forgers write into the header. All of them are signed with the right secret.
    [Theory]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None"}""")]
    [InlineData("""{"alg":"nOnE"}""")]
    [InlineData("""{"alg":""}""")]
    [InlineData("""{"alg":null}""")]
    [InlineData("""{"alg":0}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{"alg":["HS256","none"]}""")]
    [InlineData("""{"alg":"hs256"}""")]
    [InlineData("""{"alg":"HS256 "}""")]
    [InlineData("""{"alg":"HS384"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{"ALG":"HS256"}""")]
    [InlineData("""{"alg":"HS256","alg":"HS256"}""")]
    [InlineData("""{"alg":"none","alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","\u0061lg":"none"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWE"}""")]
    [InlineData("""{"alg":"HS256","typ":1}""")]
    [InlineData("""{"alg":"HS256","crit":[]}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"HS256","crit":["b64"],"b64":false}""")]
    [InlineData("""{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}""")]
    [InlineData("""{"alg":"HS256","jku":"http://127.0.0.1/keys"}""")]
    [InlineData("""{"alg":"HS256","x5u":"http://127.0.0.1/cert"}""")]
    [InlineData("""{"alg":"HS256","x5c":["MIIB"]}""")]
    [InlineData("""{"alg":"HS256","kid":1}""")]
    [InlineData("""{"alg":"HS256","kid":null}""")]
    [InlineData("""{"alg":"HS256",}""")]
    [InlineData("""{"alg":"HS256"} {}""")]
    [InlineData("""{"alg":"HS256"/**/}""")]
    [InlineData("""[{"alg":"HS256"}]""")]
    [InlineData(""" "HS256" """)]
    [InlineData("null")]
    [InlineData("\uFEFF{\"alg\":\"HS256\"}")]
    [InlineData("{\"alg\":\"HS256\",\"x\":\"\\ud800\"}")]
    [InlineData("{\"alg\":\"HS256\",\"\\udc00\":1}")]
    public Task Open_HeaderOutsideTheRules_Refuses(string header) =>
        AssertRefuses(Tokens.Signed(Payload, header), Tokens.Keys);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"sub":"ann","sub":"bob"}""")]
    [InlineData("""{"a":{"b":1,"b":1}}""")]
    [InlineData("\uFEFF{\"sub\":\"ann\"}")]
    [InlineData("{\"sub\":\"\\ud800\"}")]
    [InlineData("{\"sub\":\"ann\"}\0")]
    public Task Open_SignedPayloadThatIsNoPlainObject_Refuses(string payload) =>
        AssertRefuses(Tokens.Signed(payload), Tokens.Keys);

    [Fact]
    public Task Open_PayloadIsNotUtf8_Refuses() =>
        AssertRefuses(Tokens.SignParts(Tokens.Encode(Tokens.Header), Base64Url.EncodeToString([(byte)'{', (byte)'"', 0xC0, 0x80, (byte)'"', (byte)':', (byte)'1', (byte)'}'])), Tokens.Keys);

    [Fact]
    public Task Open_PayloadNestedTooDeep_Refuses() =>
        AssertRefuses(Tokens.Signed("""{"a":""" + new string('[', 3000) + new string(']', 3000) + "}"), Tokens.Keys);

    [Fact]
    public async Task Open_AnythingAroundTheParts_Refuses()
    {
        var token = Tokens.Signed(Payload);
        var parts = token.Split('.');
        string[] forged =
        [
            "", ".", "..", "...", parts[0], $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.", $".{parts[1]}.{parts[2]}", $"{parts[0]}..{parts[2]}",
            token + ".", "." + token, token + "." + parts[2], token + "=", token + " ", " " + token, token + "\n", token + "\0",
            token.Replace(".", " .", StringComparison.Ordinal), token.Replace('.', ','), token[..^1], token[1..], token + "A", token.Replace('-', '+') + "/",
            $"{parts[0]}={parts[1]}", $"{parts[1]}.{parts[0]}.{parts[2]}", token + token,
        ];
        foreach (var text in forged)
            await AssertRefuses(text, Tokens.Keys);
    }

    [Fact]
    public async Task Open_PaddingOrWhiteSpaceUnderAGoodSignature_Refuses()
    {
        var header = Tokens.Encode(Tokens.Header);
        var payload = Tokens.Encode(Payload);

        await AssertRefuses(Tokens.SignParts(header + "=", payload), Tokens.Keys);
        await AssertRefuses(Tokens.SignParts(header, payload + "=="), Tokens.Keys);
        await AssertRefuses(Tokens.SignParts(header, payload + " "), Tokens.Keys);
        await AssertRefuses(Tokens.SignParts(header[..4] + "\n" + header[4..], payload), Tokens.Keys);
    }

    [Fact]
    public async Task Open_StrayBitsInTheLastCharacter_Refuses()
    {
        var token = Tokens.Signed(Payload);
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        // 32 bytes leave two unused bits in the 43rd character.
        var last = alphabet.IndexOf(token[^1], StringComparison.Ordinal);

        await AssertRefuses(token[..^1] + alphabet[last + 1], Tokens.Keys);
    }

    [Fact]
    public async Task Open_SignedByAnotherSecretOrHash_Refuses()
    {
        await AssertRefuses(Tokens.Signed(Payload, secret: Tokens.Secret + "!"), Tokens.Keys);
        var input = Tokens.Encode(Tokens.Header) + "." + Tokens.Encode(Payload);
        var longer = HMACSHA512.HashData(Encoding.UTF8.GetBytes(Tokens.Secret), Encoding.UTF8.GetBytes(input));
        await AssertRefuses(input + "." + Base64Url.EncodeToString(longer), Tokens.Keys);
        await AssertRefuses(input + "." + Base64Url.EncodeToString(new byte[32]), Tokens.Keys);
    }

    // L23
    [Fact]
    public async Task Open_AboutEightKibibytes_RefusesAboveOnly()
    {
        var filler = new string('x', 4000);
        var token = "";
        for (var length = 4000; token.Length < TokenGuard.MaxBytes - 8; length += 3)
            token = Tokens.Signed($$"""{"sub":"ann","x":"{{filler}}{{new string('y', length - 4000)}}"}""");

        Assert.InRange(token.Length, TokenGuard.MaxBytes - 8, TokenGuard.MaxBytes);
        await AssertOpens(token, Tokens.Keys);
        await AssertRefuses(Tokens.Signed($$"""{"sub":"ann","x":"{{new string('x', 7000)}}"}"""), Tokens.Keys);
    }

    [Fact]
    public async Task Open_SeveralKeys_TakesTheNamedOneOnly()
    {
        var keys = new SigningKeys([KeyOf("one"), KeyOf("two")]);

        await AssertOpens(SignedBy("two", """{"alg":"HS256","kid":"two"}"""), keys);
        await AssertOpens(SignedBy("two", """{"alg":"HS256"}"""), keys);
        await AssertRefuses(SignedBy("two", """{"alg":"HS256","kid":"one"}"""), keys);
        await AssertRefuses(SignedBy("two", """{"alg":"HS256","kid":"three"}"""), keys);
        // B4
        await AssertRefuses(SignedBy("two", """{"alg":"HS256","kid":"../../two"}"""), keys);
        await AssertRefuses(SignedBy("two", """{"alg":"HS256","kid":"' OR 1=1 --"}"""), keys);
        await AssertRefuses(SignedBy("two", $$"""{"alg":"HS256","kid":"{{new string('k', 4000)}}"}"""), keys);
    }

    [Fact]
    public void Seal_KeyWithAnId_NamesIt()
    {
        var token = JwtWriter.Seal("{}"u8, KeyOf("one"));

        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]));
        Assert.Equal(["alg=HS256", "kid=one", "typ=JWT"], header.RootElement.EnumerateObject().Select(one => $"{one.Name}={one.Value}").Order());
    }

    private static SigningKey KeyOf(string kid) => new(kid, Encoding.UTF8.GetBytes(SecretOf(kid)));

    private static string SecretOf(string kid) => kid + Tokens.Secret;

    private static string SignedBy(string kid, string header) => Tokens.Signed(Payload, header, SecretOf(kid));

    private static async Task AssertOpens(string token, SigningKeys keys)
    {
        var opened = await new TokenVerifier(keys).OpenAsync(token);
        Assert.True(opened.Payload is not null, opened.Reason);
        opened.Payload.Dispose();
    }

    private static async Task AssertRefuses(string token, SigningKeys keys)
    {
        var opened = await new TokenVerifier(keys).OpenAsync(token);
        Assert.True(opened.Payload is null, token);
        Assert.NotEmpty(opened.Reason!);
    }
}
