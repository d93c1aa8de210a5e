using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Identity;

public class JwtWriterTests
{
    [Fact]
    public async Task Write_AnyClaims_ReadsBackTheSame()
    {
        var time = new FakeTimeProvider();
        var rules = new TokenRules("us", "hub");
        var claims = new TokenClaims
        {
            UserId = "Ünï\"quoted\"<script>",
            Name = "😀 O'Neil",
            Expires = time.GetUtcNow().AddHours(12),
            TokenId = "one",
            IssuedAfter = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()) - TokenRules.Skew,
            IsAdmin = true,
            Grants = [new ChannelGrant("feed:*", ChannelRights.Publish | ChannelRights.Presence), new ChannelGrant("*", ChannelRights.None)],
        };

        var token = new JwtWriter(Tokens.Keys, rules, time).Write(claims);
        var read = (await new JwtReader(new TokenVerifier(Tokens.Keys), rules, time).ReadAsync(token)).Claims;

        Assert.NotNull(read);
        Assert.Equal(claims with { Grants = [] }, read with { Grants = [] });
        Assert.Equal(claims.Grants, read.Grants);
    }
}
