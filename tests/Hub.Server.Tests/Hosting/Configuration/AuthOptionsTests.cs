using Microsoft.Extensions.Configuration;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Tests.Hosting.Configuration;

public class AuthOptionsTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_Nothing_AllowsGuestsAndAnonymousInDevelopmentOnly(bool development)
    {
        var options = Read(development);

        Assert.Equal(development, options.AllowGuests);
        Assert.Equal(development, options.AllowAnonymous);
        Assert.Null(options.Issuer);
        Assert.Null(options.Audience);
    }

    [Fact]
    public void Read_Everything_TakesIt()
    {
        var options = Read(
            development: false,
            ("Hub:Auth:AllowGuests", "true"), ("Hub:Auth:AllowAnonymous", "True"), ("Hub:Auth:Issuer", "us"), ("Hub:Auth:Audience", "hub"),
            ("Hub:Auth:Keys:0:Secret", Secret), ("Hub:Auth:Keys:1:Secret", Secret), ("Hub:Auth:Keys:1:Kid", "b"), ("Hub:Auth:Keys:1:Algorithm", "HS256"));

        Assert.True(options.AllowGuests);
        Assert.True(options.AllowAnonymous);
        Assert.Equal("us", options.Issuer);
        Assert.Equal("hub", options.Audience);
        Assert.Equal([null, "b"], options.Keys.Values.Select(key => key.Kid));
    }

    [Theory]
    [InlineData("Hub:Auth:AllowGuests", "yes", "Hub:Auth:AllowGuests")]
    [InlineData("Hub:Auth:AllowAnonymous", "1", "Hub:Auth:AllowAnonymous")]
    [InlineData("Hub:Auth:AllowGuest", "true", "Hub:Auth:AllowGuest")]
    [InlineData("Hub:Auth:Keys:0:Kid", "a", "Hub:Auth:Keys:0:Secret")]
    [InlineData("Hub:Auth:Keys:0:Secret", "0123456789abcdef0123456789abcde", "Hub:Auth:Keys:0:Secret")]
    [InlineData("Hub:Auth:Keys:0:Algorithm", "ES256", "Hub:Auth:Keys:0:PublicKeyPem")]
    [InlineData("Hub:Auth:Keys:0:Algorithm", "ES384", "Hub:Auth:Keys:0:Algorithm")]
    [InlineData("Hub:Auth:Keys:0:Algorithm", "hs256", "Hub:Auth:Keys:0:Algorithm")]
    [InlineData("Hub:Auth:Keys:0:Algorithm", "none", "Hub:Auth:Keys:0:Algorithm")]
    [InlineData("Hub:Auth:Keys:0:PublicKeyPem", "-----BEGIN", "Hub:Auth:Keys:0:PublicKeyPem")]
    [InlineData("Hub:Auth:Keys:0:Secrets", Secret, "Hub:Auth:Keys:0:Secrets")]
    [InlineData("Hub:Auth:Keys:first", "x", "Hub:Auth:Keys:first")]
    public void Read_BadValue_RefusesInOneLineThatNamesTheKey(string key, string value, string named)
    {
        var refused = Assert.Throws<InvalidConfigurationException>(() => Read(development: true, (key, value)));

        Assert.Equal(named, refused.Key);
        Assert.StartsWith(named + ": ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain(Secret[..16], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authority", "http://login.example.com", "Hub:Auth:Authority")]
    [InlineData("Authority", "login.example.com", "Hub:Auth:Authority")]
    [InlineData("Authority", "https://user:password@login.example.com", "Hub:Auth:Authority")]
    [InlineData("JwksAddress", "http://127.0.0.1/keys", "Hub:Auth:JwksAddress")]
    [InlineData("JwksAddress", "file:///etc/keys", "Hub:Auth:JwksAddress")]
    public void Read_AddressOfKeysInProduction_MustBeHttps(string option, string address, string named)
    {
        var refused = Assert.Throws<InvalidConfigurationException>(() => Read(development: false, withKey: false, ("Hub:Auth:" + option, address), ("Hub:Auth:Audience", "hub")));

        Assert.Equal(named, refused.Key);
        Assert.DoesNotContain("password@", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_IdentityProvider_NeedsNoKeyButAnAudience()
    {
        var options = Read(development: false, withKey: false, ("Hub:Auth:Authority", "https://login.example.com"), ("Hub:Auth:Audience", "hub"));
        var allowed = Read(development: false, withKey: false, ("Hub:Auth:JwksAddress", "http://keys.internal/"), ("Hub:Auth:RequireHttps", "false"), ("Hub:Auth:Audience", "hub"));
        var refused = Assert.Throws<InvalidConfigurationException>(() => Read(development: true, ("Hub:Auth:Authority", "https://login.example.com")));
        var both = Assert.Throws<InvalidConfigurationException>(() => Read(development: true, ("Hub:Auth:Authority", "https://a.example"), ("Hub:Auth:JwksAddress", "https://a.example/k"), ("Hub:Auth:Audience", "hub")));
        var guests = Assert.Throws<InvalidConfigurationException>(() => Read(development: false, withKey: false, ("Hub:Auth:Authority", "https://a.example"), ("Hub:Auth:Audience", "hub"), ("Hub:Auth:AllowGuests", "true")));

        Assert.Equal(("https://login.example.com", true), (options.Authority, options.RequireHttps));
        Assert.False(allowed.RequireHttps);
        Assert.Equal(["Hub:Auth:Audience", "Hub:Auth:JwksAddress", "Hub:Auth:AllowGuests"], new[] { refused, both, guests }.Select(one => one.Key));
    }

    [Fact]
    public void Read_TwoKeysWithOneKid_Refuses()
    {
        var refused = Assert.Throws<InvalidConfigurationException>(() => Read(
            development: true,
            ("Hub:Auth:Keys:0:Secret", Secret), ("Hub:Auth:Keys:0:Kid", "a"), ("Hub:Auth:Keys:1:Secret", Secret), ("Hub:Auth:Keys:1:Kid", "a")));

        Assert.Equal("Hub:Auth:Keys:1:Kid", refused.Key);
    }

    [Fact]
    public void Read_NoKeyOutsideDevelopment_RefusesAndSaysHowToMakeOne()
    {
        var refused = Assert.Throws<InvalidConfigurationException>(() => Read(development: false, withKey: false));

        Assert.StartsWith("Hub:Auth:Keys:0:Secret: is missing", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Hub__Auth__Keys__0__Secret", refused.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 48", refused.Message, StringComparison.Ordinal);
        Assert.Contains("rthub token --user", refused.Message, StringComparison.Ordinal);
    }

    private static AuthOptions Read(bool development, params (string Key, string Value)[] settings) => Read(development, withKey: !development, settings);

    private static AuthOptions Read(bool development, bool withKey, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        if (withKey)
            all.TryAdd("Hub:Auth:Keys:0:Secret", Secret);
        return RealtimeHubOptionsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection(all).Build(),
            new TestEnvironment { EnvironmentName = development ? "Development" : "Production" }).Auth;
    }
}
