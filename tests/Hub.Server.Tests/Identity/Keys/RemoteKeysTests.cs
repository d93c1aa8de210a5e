using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Identity.Keys;

/// <summary>Keys are fetched from the configured address only, within limits, against an identity provider on this machine.</summary>
public sealed class RemoteKeysTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ProviderKey a = new("a");
    private readonly ProviderKey b = new("b");
    private readonly List<IDisposable> disposables = [];
    private IdentityProvider provider = null!;

    public async Task InitializeAsync()
    {
        provider = await IdentityProvider.StartAsync();
        provider.Keys = [a];
    }

    public async Task DisposeAsync()
    {
        disposables.ForEach(one => one.Dispose());
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task Read_TokenOfADiscoveredKey_IsTakenUnderTheProvidersNameOnly()
    {
        var keys = Discovered();

        Assert.NotNull((await ReadAsync(keys, a.Sign(time.GetUtcNow(), provider.Issuer))).Claims);
        Assert.Equal("iss is another", (await ReadAsync(keys, a.Sign(time.GetUtcNow(), "https://other.example"))).Reason);
        Assert.Equal("aud is another", (await ReadAsync(keys, a.Sign(time.GetUtcNow(), provider.Issuer, audience: "shop"))).Reason);
        Assert.Equal("no key has made the signature", (await ReadAsync(keys, new ProviderKey("a").Sign(time.GetUtcNow(), provider.Issuer))).Reason);
        Assert.Equal(["/.well-known/openid-configuration", "/keys"], provider.Asked);
    }

    [Fact]
    public async Task Read_KeysByAddress_NeedNoDiscovery()
    {
        Assert.NotNull((await ReadAsync(ByAddress(), a.Sign(time.GetUtcNow(), "any"))).Claims);
        Assert.Equal(["/keys"], provider.Asked);
    }

    [Fact]
    public async Task Rotation_NewKeyThenOldOneWithdrawn_TakesBothWhileBothArePublished()
    {
        var keys = ByAddress();
        Assert.True(await IsTaken(keys, a));

        provider.Keys = [a, b];
        time.Advance(RemoteKeys.UnknownInterval);
        Assert.True(await IsTaken(keys, b));
        Assert.True(await IsTaken(keys, a));

        provider.Keys = [b];
        await keys.FetchAsync().Within();
        Assert.True(await IsTaken(keys, b));
        Assert.False(await IsTaken(keys, a));
    }

    [Fact]
    [Trait("Safety", "B4")]
    [Trait("Safety", "L24")]
    public async Task Read_ThousandUnknownKids_FetchOnceAMinute()
    {
        var keys = ByAddress();
        Assert.True(await IsTaken(keys, a));

        for (var minute = 1; minute <= 3; minute++)
        {
            time.Advance(RemoteKeys.UnknownInterval);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() => ReadAsync(keys, a.Sign(time.GetUtcNow(), "x", named: $"unknown-{i}"))))).Within();
            Assert.All(outcomes, outcome => Assert.Null(outcome.Claims));
            Assert.Equal(1 + minute, provider.KeyFetches);
        }
    }

    // B4
    [Theory]
    [InlineData("../../keys")]
    [InlineData("http://127.0.0.1:9/keys")]
    [InlineData("' OR 1=1 --")]
    [InlineData("a\\u0000")]
    public async Task Read_KidThatWouldBeAnAddress_FetchesNothingElse(string kid)
    {
        Assert.Null((await ReadAsync(ByAddress(), a.Sign(time.GetUtcNow(), "x", named: kid))).Claims);
        Assert.Equal(["/keys"], provider.Asked);
    }

    // B4
    [Fact]
    public async Task Read_TwoIssuersWithOneKid_EachUnderItsOwnNameOnly()
    {
        await using var other = await IdentityProvider.StartAsync();
        var theirs = new ProviderKey("a");
        other.Keys = [theirs];
        var verifier = new TokenVerifier(new SigningKeys([.. JsonWebKeys.Read(System.Text.Encoding.UTF8.GetBytes(other.KeySet()), other.Issuer)!], Discovered()));
        var reader = new JwtReader(verifier, new TokenRules(null, "hub"), time);

        Assert.NotNull((await reader.ReadAsync(a.Sign(time.GetUtcNow(), provider.Issuer))).Claims);
        Assert.NotNull((await reader.ReadAsync(theirs.Sign(time.GetUtcNow(), other.Issuer))).Claims);
        Assert.Null((await reader.ReadAsync(a.Sign(time.GetUtcNow(), other.Issuer))).Claims);
        Assert.Null((await reader.ReadAsync(theirs.Sign(time.GetUtcNow(), provider.Issuer))).Claims);
    }

    [Fact]
    public async Task Fetch_ProviderFails_KeepsTheKeysForADay()
    {
        var keys = ByAddress();
        Assert.True(await IsTaken(keys, a));
        Assert.Empty(keys.Warnings);

        provider.OnKeys = Status(500);
        await keys.FetchAsync().Within();
        Assert.True(await IsTaken(keys, a));
        Assert.Equal(["the identity provider's keys can't be fetched: the answer was 500"], keys.Warnings);

        time.Advance(RemoteKeys.MaxAge);
        Assert.False(await IsTaken(keys, a));
    }

    [Fact]
    [Trait("Safety", "L24")]
    public async Task Fetch_Redirect_IsNotFollowed()
    {
        provider.OnKeys = context =>
        {
            context.Response.Redirect(context.Request.Path == "/keys" ? "/elsewhere" : "/keys");
            return Task.CompletedTask;
        };

        await AssertFails(ByAddress(), "the answer was 302, and redirects are not followed");
        Assert.Equal(["/keys"], provider.Asked);
    }

    [Theory]
    [Trait("Safety", "L24")]
    [InlineData(KeyFetcher.MaxBytes, true)]
    [InlineData(KeyFetcher.MaxBytes + 1, false)]
    public async Task Fetch_Size_IsBounded(int bytes, bool taken)
    {
        provider.OnKeys = context => context.Response.WriteAsync(provider.KeySet().PadRight(bytes));
        var keys = ByAddress();

        Assert.Equal(taken, await IsTaken(keys, a));
        string[] warnings = taken ? [] : ["the identity provider's keys can't be fetched: the answer has more than 65536 bytes"];
        Assert.Equal(warnings, keys.Warnings);
    }

    [Theory]
    [Trait("Safety", "L24")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fetch_NoAnswerInTime_IsGivenUp(bool headersCame)
    {
        var asked = new TaskCompletionSource();
        provider.OnKeys = async context =>
        {
            if (headersCame)
                await context.Response.StartAsync();
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        var keys = ByAddress();
        var fetching = keys.FetchAsync();
        await asked.Task.Within();
        Assert.False(fetching.IsCompleted);

        time.Advance(KeyFetcher.TimeLimit);

        await fetching.Within();
        Assert.Equal(["the identity provider's keys can't be fetched: there was no answer within 5 s"], keys.Warnings);
    }

    [Theory]
    [InlineData("", "the answer is not a key set")]
    [InlineData("[]", "the answer is not a key set")]
    [InlineData("""{"keys":{}}""", "the answer is not a key set")]
    [InlineData("""{"keys":[],"keys":[]}""", "the answer is not a key set")]
    [InlineData("<html>", "the answer is not a key set")]
    public async Task Fetch_NoKeySet_Fails(string body, string reason)
    {
        provider.OnKeys = context => context.Response.WriteAsync(body);

        await AssertFails(ByAddress(), reason);
    }

    [Theory]
    [InlineData("""{"issuer":"https://other.example","jwks_uri":"{0}/keys"}""", "the discovery document's issuer is not the configured authority")]
    [InlineData("""{"jwks_uri":"{0}/keys"}""", "the discovery document's issuer is not the configured authority")]
    [InlineData("""{"issuer":"{0}","issuer":"{0}","jwks_uri":"{0}/keys"}""", "the discovery document is not a JSON object")]
    [InlineData("""{"issuer":"{0}"}""", "the discovery document's jwks_uri is missing or not https")]
    [InlineData("""{"issuer":"{0}","jwks_uri":"file:///etc/passwd"}""", "the discovery document's jwks_uri is missing or not https")]
    [InlineData("""{"issuer":"{0}","jwks_uri":"/keys"}""", "the discovery document's jwks_uri is missing or not https")]
    public async Task Fetch_DiscoveryThatIsNotTheAuthoritys_FetchesNoKeys(string document, string reason)
    {
        provider.OnDiscovery = context => context.Response.WriteAsync(document.Replace("{0}", provider.Issuer, StringComparison.Ordinal));

        await AssertFails(Discovered(), reason);
        Assert.Equal(0, provider.KeyFetches);
    }

    [Fact]
    public async Task Fetch_HttpsRequired_CallsNoKeysOverHttp()
    {
        // The authority is checked at the start; what its document names is checked here.
        using var fetcher = new KeyFetcher(new KeyLocation(provider.Issuer, null, RequiresHttps: true), time);

        var refused = await Assert.ThrowsAsync<KeyFetchException>(fetcher.FetchAsync).Within();

        Assert.Equal("the discovery document's jwks_uri is missing or not https", refused.Message);
        Assert.Equal(0, provider.KeyFetches);
    }

    [Fact]
    public async Task Fetch_NothingListens_FailsWithoutAnAddress()
    {
        using var fetcher = new KeyFetcher(new KeyLocation(null, new Uri("http://127.0.0.1:1/keys"), RequiresHttps: false), time);

        var refused = await Assert.ThrowsAsync<KeyFetchException>(fetcher.FetchAsync).Within();

        Assert.StartsWith("the address could not be reached", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_ProviderComesLater_IsAskedAgainSoonAndThenNowAndThen()
    {
        provider.OnKeys = Status(503);
        var watch = new TimerWatch();
        var keys = new RemoteKeys(Own(new KeyFetcher(new KeyLocation(null, new Uri(provider.KeysAddress), false), TimeProvider.System)), watch, NullLogger<RemoteKeys>.Instance);
        using var refresh = new KeyRefresh(keys, watch);
        await refresh.StartAsync(CancellationToken.None);
        await watch.TimerArmedAsync().Within();
        Assert.Equal(1, provider.KeyFetches);
        Assert.False(keys.HasKeys);

        provider.OnKeys = context => context.Response.WriteAsync(provider.KeySet());
        watch.Advance(RemoteKeys.RetryInterval);
        await watch.TimerArmedAsync().Within();
        Assert.True(keys.HasKeys);

        watch.Advance(RemoteKeys.RefreshInterval);
        await watch.TimerArmedAsync().Within();
        Assert.Equal(3, provider.KeyFetches);
        await refresh.StopAsync(CancellationToken.None).Within();
    }

    private static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private async Task AssertFails(RemoteKeys keys, string reason)
    {
        Assert.False(await IsTaken(keys, a));
        Assert.Equal(["the identity provider's keys can't be fetched: " + reason], keys.Warnings);
    }

    private async Task<bool> IsTaken(RemoteKeys keys, ProviderKey key) => (await ReadAsync(keys, key.Sign(time.GetUtcNow(), provider.Issuer))).Claims is not null;

    private async Task<TokenOutcome> ReadAsync(RemoteKeys keys, string token) =>
        await new JwtReader(new TokenVerifier(new SigningKeys([], keys)), new TokenRules(null, "hub"), time).ReadAsync(token).AsTask().Within();

    private RemoteKeys Discovered() => Keys(new KeyLocation(provider.Issuer, null, RequiresHttps: false));

    private RemoteKeys ByAddress() => Keys(new KeyLocation(null, new Uri(provider.KeysAddress), RequiresHttps: false));

    private RemoteKeys Keys(KeyLocation location) => new(Own(new KeyFetcher(location, time)), time, NullLogger<RemoteKeys>.Instance);

    private KeyFetcher Own(KeyFetcher fetcher)
    {
        disposables.Add(fetcher);
        return fetcher;
    }
}
