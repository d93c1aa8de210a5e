using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Identity;

public class JwtReaderTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Read_EverythingThere_GivesTheClaims()
    {
        var claims = (await Read(Tokens.Payload(time.GetUtcNow(), """
            ,"name":"Ann","role":"admin","nbf":1,"unknown":{"a":[1]},
            "grants":[{"channels":"feed:market.*","allow":["subscribe","history"]},{"channels":"topic:a","allow":[]}]
            """))).Claims;

        Assert.NotNull(claims);
        Assert.Equal("ann", claims.UserId);
        Assert.Equal("Ann", claims.Name);
        Assert.True(claims.IsAdmin);
        Assert.Equal(time.GetUtcNow().AddHours(1), claims.Expires);
        Assert.Equal([new ChannelGrant("feed:market.*", ChannelRights.Subscribe | ChannelRights.History), new ChannelGrant("topic:a", ChannelRights.None)], claims.Grants);
    }

    [Fact]
    public async Task Read_OnlyWhatIsRequired_GivesTheClaims()
    {
        var claims = (await Read($$"""{"sub":"ann","exp":{{Seconds(60)}}}""")).Claims;

        Assert.NotNull(claims);
        Assert.Null(claims.Name);
        Assert.False(claims.IsAdmin);
        Assert.Empty(claims.Grants);
    }

    // B3. {n} stands for the present plus n seconds.
    [Theory]
    [InlineData("""{"sub":"ann","exp":{-59}}""", true)]
    [InlineData("""{"sub":"ann","exp":{-60}}""", false)]
    [InlineData("""{"sub":"ann","exp":{-60}.5}""", true)]
    [InlineData("""{"sub":"ann","exp":{-86400}}""", false)]
    [InlineData("""{"sub":"ann","exp":{86460}}""", true)]
    [InlineData("""{"sub":"ann","exp":{86461}}""", false)]
    [InlineData("""{"sub":"ann","exp":{86400},"iat":{0}}""", true)]
    [InlineData("""{"sub":"ann","exp":{86401},"iat":{0}}""", false)]
    [InlineData("""{"sub":"ann","exp":{86460},"iat":{60}}""", true)]
    [InlineData("""{"sub":"ann","exp":{3600},"iat":{60}}""", true)]
    [InlineData("""{"sub":"ann","exp":{3600},"iat":{61}}""", false)]
    [InlineData("""{"sub":"ann","exp":{3600},"nbf":{60}}""", true)]
    [InlineData("""{"sub":"ann","exp":{3600},"nbf":{60}.25}""", false)]
    [InlineData("""{"sub":"ann","exp":{3600},"nbf":{61}}""", false)]
    [InlineData("""{"sub":"ann","exp":{3600},"nbf":0,"iat":{-1}.75}""", true)]
    [InlineData("""{"sub":"ann"}""", false)]
    [InlineData("""{"sub":"ann","exp":null}""", false)]
    [InlineData("""{"sub":"ann","exp":"{60}"}""", false)]
    [InlineData("""{"sub":"ann","exp":true}""", false)]
    [InlineData("""{"sub":"ann","exp":[{60}]}""", false)]
    [InlineData("""{"sub":"ann","exp":-1}""", false)]
    [InlineData("""{"sub":"ann","exp":0}""", false)]
    [InlineData("""{"sub":"ann","exp":1e999}""", false)]
    [InlineData("""{"sub":"ann","exp":-1e999}""", false)]
    [InlineData("""{"sub":"ann","exp":253402300799}""", false)]
    [InlineData("""{"sub":"ann","exp":253402300799,"iat":{0}}""", false)]
    [InlineData("""{"sub":"ann","exp":9223372036854775807}""", false)]
    [InlineData("""{"sub":"ann","exp":18446744073709551616}""", false)]
    [InlineData("""{"sub":"ann","exp":99999999999999999999999999999999999999999999999}""", false)]
    [InlineData("""{"sub":"ann","exp":NaN}""", false)]
    [InlineData("""{"sub":"ann","exp":Infinity}""", false)]
    [InlineData("""{"sub":"ann","exp":{60},"nbf":"0"}""", false)]
    [InlineData("""{"sub":"ann","exp":{60},"nbf":null}""", false)]
    [InlineData("""{"sub":"ann","exp":{60},"nbf":-1}""", false)]
    [InlineData("""{"sub":"ann","exp":{60},"nbf":253402300799}""", false)]
    [InlineData("""{"sub":"ann","exp":{60},"nbf":1e300}""", false)]
    [InlineData("""{"sub":"ann","exp":{60},"iat":-0.5}""", false)]
    [InlineData("""{"sub":"ann","exp":{60},"iat":1e300}""", false)]
    [InlineData("""{"sub":"ann","exp":{60},"iat":{}}""", false)]
    public Task Read_Times_AreJudged(string payload, bool valid) => AssertJudged(valid, Fill(payload));

    [Theory]
    [InlineData("\"sub\":\"a\"", true)]
    [InlineData("\"sub\":\"O'Brien<x@y.z>\u00FC\"", true)]
    [InlineData("\"sub\":\"a b\"", false)]
    [InlineData("\"sub\":\"a\u2003b\"", false)]
    [InlineData("\"name\":\"Ann\"", false)]
    [InlineData("\"sub\":\"\"", false)]
    [InlineData("\"sub\":null", false)]
    [InlineData("\"sub\":1", false)]
    [InlineData("\"sub\":[\"ann\"]", false)]
    [InlineData("\"sub\":\"a\\u0000b\"", false)]
    [InlineData("\"sub\":\"a\\r\\nb\"", false)]
    [InlineData("\"sub\":\"a\\u0085b\"", false)]
    [InlineData("\"sub\":\"~connection\"", false)]
    [InlineData("\"sub\":\"ann\",\"name\":1", false)]
    [InlineData("\"sub\":\"ann\",\"name\":null", false)]
    [InlineData("\"sub\":\"ann\",\"name\":\"\"", false)]
    [InlineData("\"sub\":\"ann\",\"name\":\"a\\u001bb\"", false)]
    [InlineData("\"sub\":\"ann\",\"role\":\"user\"", false)]
    [InlineData("\"sub\":\"ann\",\"role\":\"Admin\"", false)]
    [InlineData("\"sub\":\"ann\",\"role\":true", false)]
    [InlineData("\"sub\":\"ann\",\"role\":[\"admin\"]", false)]
    [InlineData("\"sub\":\"ann\",\"iss\":1", false)]
    [InlineData("\"sub\":\"ann\",\"aud\":1", false)]
    [InlineData("\"sub\":\"ann\",\"aud\":[1]", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":{}", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":null", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":[1]", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":[{}]", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":[{\"channels\":\"a:*\"}]", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":[{\"channels\":\"\",\"allow\":[]}]", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":[{\"channels\":\"a:*\",\"allow\":\"publish\"}]", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":[{\"channels\":\"a:*\",\"allow\":[\"Publish\"]}]", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":[{\"channels\":\"a:*\",\"allow\":[1]}]", false)]
    [InlineData("\"sub\":\"ann\",\"grants\":[{\"channels\":1,\"allow\":[]}]", false)]
    public Task Read_Claims_AreJudged(string claims, bool valid) => AssertJudged(valid, Fill("{" + claims + ",\"exp\":{60}}"));

    // L18
    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public Task Read_LengthOfSub_IsJudgedInBytes(int bytes, bool valid) =>
        AssertJudged(valid, Fill($$"""{"sub":"{{new string('ü', bytes / 2)}}{{new string('a', bytes % 2)}}","exp":{60} }"""));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public Task Read_LengthOfName_IsJudgedInCharacters(int characters, bool valid) =>
        AssertJudged(valid, Fill($$"""{"sub":"ann","name":"{{string.Concat(Enumerable.Repeat("😀", characters))}}","exp":{60} }"""));

    [Theory]
    [InlineData("\"iss\":\"us\",\"aud\":\"hub\"", true)]
    [InlineData("\"iss\":\"us\",\"aud\":[\"other\",\"hub\"]", true)]
    [InlineData("\"aud\":\"hub\"", false)]
    [InlineData("\"iss\":\"US\",\"aud\":\"hub\"", false)]
    [InlineData("\"iss\":\"us\"", false)]
    [InlineData("\"iss\":\"us\",\"aud\":\"hub2\"", false)]
    [InlineData("\"iss\":\"us\",\"aud\":[]", false)]
    [InlineData("\"iss\":\"us\",\"aud\":[\"other\"]", false)]
    [InlineData("\"iss\":\"us\",\"aud\":[\"hub\",1]", false)]
    [InlineData("\"iss\":\"us\",\"aud\":{\"hub\":1}", false)]
    [InlineData("\"iss\":[\"us\"],\"aud\":\"hub\"", false)]
    public Task Read_IssuerAndAudienceConfigured_AreRequired(string claims, bool valid) =>
        AssertJudged(valid, Fill("{\"sub\":\"ann\"," + claims + ",\"exp\":{60}}"), new TokenRules("us", "hub"));

    [Fact]
    public async Task Read_AnyBytes_NeverThrows()
    {
        var random = new Random(20260102);
        var token = Tokens.Signed(Tokens.Payload(time.GetUtcNow(), ",\"grants\":[{\"channels\":\"a:*\",\"allow\":[\"publish\"]}]"));
        for (var i = 0; i < 20_000; i++)
        {
            // Any damage to the payload, under a signature that is right.
            var payload = Tokens.Payload(time.GetUtcNow(), ",\"aud\":[\"a\"],\"grants\":[{\"channels\":\"a:*\",\"allow\":[\"publish\"]}]").ToCharArray();
            for (var n = random.Next(1, 6); n > 0; n--)
                payload[random.Next(payload.Length)] = (char)random.Next(0x20, 0x7F);
            var outcome = await Read(new string(payload));
            Assert.True(outcome.Claims is null ^ outcome.Reason is null);
            var cut = token.Remove(random.Next(token.Length), 1);
            Assert.Null((await Reader().ReadAsync(cut)).Claims);
        }
    }

    private async Task AssertJudged(bool valid, string payload, TokenRules? rules = null)
    {
        var outcome = await Read(payload, rules);
        Assert.Equal(valid, outcome.Claims is not null);
        Assert.Equal(valid, outcome.Reason is null);
    }

    private async Task<TokenOutcome> Read(string payload, TokenRules? rules = null) => await Reader(rules).ReadAsync(Tokens.Signed(payload));

    private JwtReader Reader(TokenRules? rules = null) => new(new TokenVerifier(Tokens.Keys), rules ?? new TokenRules(null, null), time);

    private long Seconds(int later) => time.GetUtcNow().ToUnixTimeSeconds() + later;

    private string Fill(string payload) => System.Text.RegularExpressions.Regex.Replace(
        payload, @"\{(-?\d+)\}", match => Seconds(int.Parse(match.Groups[1].Value)).ToString(System.Globalization.CultureInfo.InvariantCulture));
}
