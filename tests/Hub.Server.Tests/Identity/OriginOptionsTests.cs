using Microsoft.Extensions.Configuration;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Tests.Identity;

public class OriginOptionsTests
{
    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("http://localhost:3000")]
    [InlineData("http://[::1]:3000")]
    public void Read_Origin_Lists(string origin) => Assert.Equal([origin], Read(origin).Listed);

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("app.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/path")]
    [InlineData("https://app.example.com:443")]
    [InlineData("https://APP.example.com")]
    [InlineData("https://*.example.com")]
    [InlineData("https://user@app.example.com")]
    [InlineData("file:///index.html")]
    [InlineData("wss://app.example.com")]
    public void Read_AnythingElse_RefusesNamingTheEntry(string origin)
    {
        var refused = Assert.Throws<ConfigurationRefusedException>(() => Read(origin));

        Assert.Equal("Hub:Origins:0", refused.Key);
    }

    private static OriginOptions Read(string origin) => OriginOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection([new("Hub:Origins:0", origin)]).Build());
}
