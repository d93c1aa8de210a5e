using Microsoft.Extensions.Configuration;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Tests.Identity;

public class AuthOptionsTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_Nothing_LeavesDoorsOpenInDevelopmentOnly(bool development)
    {
        var options = Read(development);

        Assert.Equal(development, options.AllowGuests);
        Assert.Equal(development, options.AllowAnonymous);
        Assert.Null(options.Issuer);
        Assert.Null(options.Audience);
        Assert.Empty(options.Keys);
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
        Assert.Equal([null, "b"], options.Keys.Select(key => key.Kid));
    }

    [Theory]
    [InlineData("Hub:Auth:AllowGuests", "yes", "Hub:Auth:AllowGuests")]
    [InlineData("Hub:Auth:AllowAnonymous", "1", "Hub:Auth:AllowAnonymous")]
    [InlineData("Hub:Auth:AllowGuest", "true", "Hub:Auth:AllowGuest")]
    [InlineData("Hub:Auth:Keys:0:Kid", "a", "Hub:Auth:Keys:0:Secret")]
    [InlineData("Hub:Auth:Keys:0:Secret", "0123456789abcdef0123456789abcde", "Hub:Auth:Keys:0:Secret")]
    [InlineData("Hub:Auth:Keys:0:Algorithm", "ES256", "Hub:Auth:Keys:0:Algorithm")]
    [InlineData("Hub:Auth:Keys:0:Algorithm", "none", "Hub:Auth:Keys:0:Algorithm")]
    [InlineData("Hub:Auth:Keys:0:PublicKeyPem", "-----BEGIN", "Hub:Auth:Keys:0:PublicKeyPem")]
    [InlineData("Hub:Auth:Keys:0:Secrets", Secret, "Hub:Auth:Keys:0:Secrets")]
    [InlineData("Hub:Auth:Keys:first", "x", "Hub:Auth:Keys:first:Secret")]
    public void Read_BadValue_RefusesInOneLineThatNamesTheKey(string key, string value, string named)
    {
        var refused = Assert.Throws<ConfigurationRefusedException>(() => Read(development: true, (key, value)));

        Assert.Equal(named, refused.Key);
        Assert.StartsWith(named + ": ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain(Secret[..16], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoKeysWithOneKid_Refuses()
    {
        var refused = Assert.Throws<ConfigurationRefusedException>(() => Read(
            development: true,
            ("Hub:Auth:Keys:0:Secret", Secret), ("Hub:Auth:Keys:0:Kid", "a"), ("Hub:Auth:Keys:1:Secret", Secret), ("Hub:Auth:Keys:1:Kid", "a")));

        Assert.Equal("Hub:Auth:Keys:1:Kid", refused.Key);
    }

    private static AuthOptions Read(bool development, params (string Key, string Value)[] settings) => AuthOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build(),
        development);
}
