using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Tests.Identity;

public class RevokedTokensTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, 500, TimeSpan.Zero));

    [Fact]
    public void AddUser_TokensOfBeforeAndAfter_OnlyThoseOfBeforeAreRevoked()
    {
        var revoked = new RevokedTokens(time);
        revoked.AddUser("ann", time.GetUtcNow());

        Assert.True(revoked.Has(TokenOf("ann", issued: time.GetUtcNow().AddHours(-1))));
        Assert.True(revoked.Has(TokenOf("ann", issued: new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero))));
        Assert.True(revoked.Has(TokenOf("ann", issued: null)));
        Assert.False(revoked.Has(TokenOf("ann", issued: time.GetUtcNow().AddSeconds(1))));
        Assert.False(revoked.Has(TokenOf("bob", issued: null)));
    }

    [Fact]
    public void AddUser_EarlierMoment_DoesNotTakeBackALaterOne()
    {
        var revoked = new RevokedTokens(time);
        revoked.AddUser("ann", time.GetUtcNow());
        revoked.AddUser("ann", time.GetUtcNow().AddHours(-1));

        Assert.True(revoked.Has(TokenOf("ann", issued: time.GetUtcNow().AddMinutes(-1))));
    }

    [Fact]
    public void AddToken_ItsIdOnly_IsRevoked()
    {
        var revoked = new RevokedTokens(time);
        revoked.AddToken("one", time.GetUtcNow());

        Assert.True(revoked.Has(TokenOf("ann", time.GetUtcNow(), "one")));
        Assert.False(revoked.Has(TokenOf("ann", time.GetUtcNow(), "two")));
        Assert.False(revoked.Has(TokenOf("ann", time.GetUtcNow(), null)));
    }

    [Fact]
    public void Add_AfterTheTokensEnd_ForgetsTheOld()
    {
        var revoked = new RevokedTokens(time);
        var old = TokenOf("ann", time.GetUtcNow().AddMinutes(-1), "one");
        revoked.AddUser("ann", time.GetUtcNow());
        revoked.AddToken("one", time.GetUtcNow());

        time.Advance(revoked.Lifetime);
        revoked.AddUser("bob", time.GetUtcNow());
        Assert.True(revoked.Has(old));
        time.Advance(TimeSpan.FromMinutes(10));
        revoked.AddUser("bob", time.GetUtcNow());
        Assert.False(revoked.Has(old));
    }

    [Fact]
    public async Task Read_RevokedToken_IsInvalid()
    {
        var revoked = new RevokedTokens(time);
        var reader = new JwtReader(new TokenVerifier(Tokens.Keys), new TokenRules(null, null), time, revoked);
        var token = Tokens.Signed(Tokens.Payload(time.GetUtcNow(), ",\"jti\":\"one\""));
        Assert.Equal("one", (await reader.ReadAsync(token)).Claims!.TokenId);

        revoked.AddToken("one", time.GetUtcNow());

        Assert.Equal("revoked", (await reader.ReadAsync(token)).Reason);
        time.Advance(TimeSpan.FromHours(2));
        var late = await reader.ReadAsync(token);
        Assert.Equal(("revoked", (TokenClaims?)null), (late.Reason, late.Expired));
    }

    [Theory]
    [InlineData(-3_600, true)]
    [InlineData(0, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public async Task AddUser_IssuersClockMayBeAMinuteAhead_TokensThatMayBeFromBeforeAreRevoked(int issuedSeconds, bool isRevoked)
    {
        // The moment of the revocation is half a second past a full one, and iat has full seconds.
        var at = time.GetUtcNow();
        var revoked = new RevokedTokens(time);
        var reader = new JwtReader(new TokenVerifier(Tokens.Keys), new TokenRules(null, null), time, revoked);
        var token = Tokens.Signed($$"""{"sub":"ann","iat":{{at.ToUnixTimeSeconds() + issuedSeconds}},"exp":{{at.ToUnixTimeSeconds() + 7_200}}}""");
        revoked.AddUser("ann", at);

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(isRevoked ? "revoked" : null, (await reader.ReadAsync(token)).Reason);
    }

    [Fact]
    public async Task AddUser_TokenWithoutIssuedAtThatKeepsTo24Hours_IsNeverTakenAgain()
    {
        var revoked = new RevokedTokens(time);
        var reader = new JwtReader(new TokenVerifier(Tokens.Keys), new TokenRules(null, null), time, revoked);
        var token = Tokens.Signed($$"""{"sub":"ann","jti":"one","exp":{{time.GetUtcNow().AddHours(24).ToUnixTimeSeconds()}}}""");
        Assert.NotNull((await reader.ReadAsync(token)).Claims);
        revoked.AddUser("ann", time.GetUtcNow());
        revoked.AddToken("one", time.GetUtcNow());

        for (var passed = TimeSpan.Zero; passed <= TimeSpan.FromHours(50); passed += TimeSpan.FromMinutes(11))
        {
            // Each revocation forgets what is old.
            time.Advance(TimeSpan.FromMinutes(11));
            revoked.AddUser("bob", time.GetUtcNow());
            Assert.Null((await reader.ReadAsync(token)).Claims);
        }
    }

    [Theory]
    [InlineData(false, "iat is missing")]
    [InlineData(true, null)]
    public async Task Read_IssuedAtRequired_TokensWithoutItAreRefused(bool has, string? reason)
    {
        var reader = new JwtReader(new TokenVerifier(Tokens.Keys), new TokenRules(null, null) { RequiresIssuedAt = true }, time, new RevokedTokens(time));
        var now = time.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(reason, (await reader.ReadAsync(Tokens.Signed($$"""{"sub":"ann","exp":{{now + 60}}{{(has ? $",\"iat\":{now}" : "")}}}"""))).Reason);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"\"")]
    [InlineData("\"a b\"")]
    [InlineData("null")]
    [InlineData("\"a\\u0000\"")]
    public async Task Read_TokenIdOutsideTheRules_IsInvalid(string id)
    {
        var reader = new JwtReader(new TokenVerifier(Tokens.Keys), new TokenRules(null, null), time);

        Assert.Null((await reader.ReadAsync(Tokens.Signed(Tokens.Payload(time.GetUtcNow(), $",\"jti\":{id}")))).Claims);
    }

    private CallerToken TokenOf(string userId, DateTimeOffset? issued, string? tokenId = null) =>
        new(userId, null, [], time.GetUtcNow().AddHours(1)) { IssuedAfter = issued, TokenId = tokenId };
}
