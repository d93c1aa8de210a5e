using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Hubs;

public sealed class TokenExpiryMonitorTests : HubTest
{
    [Fact]
    public async Task Begin_LongToken_IsToldThirtySecondsAheadAndClosedAfterTheGrace()
    {
        var caller = await ConnectAsync("ada", TimeSpan.FromMinutes(10));
        var expires = Time.GetUtcNow().AddMinutes(10).ToUnixTimeMilliseconds();
        Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(31));
        Assert.Empty(caller.Connection.Written());
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new TokenExpiring(expires), Assert.Single(caller.Connection.Written()));

        Time.Advance(TimeSpan.FromSeconds(54));
        Assert.Empty(caller.Connection.Written());
        Time.Advance(TimeSpan.FromSeconds(1));
        var closing = Assert.IsType<Closing>(caller.Connection.Written()[0]);
        Assert.Equal((ClosingCode.TokenExpired, ReconnectAdvice.Backoff), (closing.Code, closing.Reconnect));
        Assert.Equal(0, Get<TokenExpiryMonitor>().Count);
    }

    [Fact]
    public async Task Begin_ShortToken_IsToldAtHalfItsLifetime()
    {
        var caller = await ConnectAsync("ada", TimeSpan.FromSeconds(20));
        Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Empty(caller.Connection.Written());
        Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.IsType<TokenExpiring>(Assert.Single(caller.Connection.Written()));
    }

    [Fact]
    public async Task Begin_TokenThatJustExpired_HasItsGrace()
    {
        var caller = await ConnectAsync("ada", TimeSpan.FromSeconds(-40));
        Time.Advance(TimeSpan.FromSeconds(24));
        Assert.IsType<TokenExpiring>(Assert.Single(caller.Connection.Written()));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<Closing>(caller.Connection.Written()[0]);
    }

    [Fact]
    public async Task Begin_VeryLongToken_IsLookedAtAgainAndToldInTime()
    {
        var caller = await ConnectAsync("ada", TimeSpan.FromDays(100));
        Time.Advance(TimeSpan.FromDays(100) - TimeSpan.FromSeconds(31));
        Assert.Empty(caller.Connection.Written());
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<TokenExpiring>(Assert.Single(caller.Connection.Written()));
    }

    [Fact]
    public async Task Begin_AgainWithANewToken_ForgetsTheOld()
    {
        var caller = await ConnectAsync("ada", TimeSpan.FromMinutes(1));
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(caller.Connection.Written());
        Get<TokenExpiryMonitor>().Begin(caller.Id, Time.GetUtcNow().AddMinutes(10));
        Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Empty(caller.Connection.Written());
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<TokenExpiring>(Assert.Single(caller.Connection.Written()));
    }

    [Fact]
    public async Task End_Watched_NothingHappensAnyMore()
    {
        var caller = await ConnectAsync("ada", TimeSpan.FromMinutes(1));
        Get<TokenExpiryMonitor>().End(caller.Id);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(caller.Connection.Written());
        Assert.Equal(0, Get<TokenExpiryMonitor>().Count);
    }
}
