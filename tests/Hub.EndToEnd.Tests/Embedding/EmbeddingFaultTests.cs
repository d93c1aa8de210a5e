using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Embedding;

/// <summary>What is wrong with an embedding is said at the start, with what to do.</summary>
public sealed class EmbeddingFaultTests
{
    private readonly string folder = Path.GetTempPath();

    [Fact]
    public void AddRealtimeHub_WithoutAHost_SaysWhereToCallIt()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddRealtimeHub());
        Assert.Contains("builder.Services of WebApplication.CreateBuilder()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddRealtimeHub_Twice_IsRefused()
    {
        var builder = NewBuilder();
        builder.Services.AddRealtimeHub();
        Assert.Contains("called before", Assert.Throws<InvalidOperationException>(() => builder.Services.AddRealtimeHub()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hub:Limits:CallsPerSecnd", "1", "did you mean CallsPerSecond?")]
    [InlineData("Hub:Telemetry:OtlpEndpoint", "http://127.0.0.1:4317", "own OpenTelemetry")]
    public void AddRealtimeHub_WrongConfiguration_NamesTheKey(string key, string value, string expected)
    {
        var builder = NewBuilder();
        builder.Configuration[key] = value;
        var error = Assert.ThrowsAny<Exception>(() => builder.Services.AddRealtimeHub());
        Assert.StartsWith(key + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddRealtimeHub_WrongOptionFromCode_NamesTheKey()
    {
        var error = Assert.ThrowsAny<Exception>(() => NewBuilder().Services.AddRealtimeHub(options => options.Limits.MaxMessageBytes = 0));
        Assert.StartsWith("Hub:Limits:MaxMessageBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapRealtimeHub_WithoutAddOrTwiceOrInTheWrongOrder_IsRefused()
    {
        await using (var bare = NewBuilder().Build())
        {
            Assert.Contains("AddRealtimeHub is missing", Assert.Throws<InvalidOperationException>(() => bare.MapRealtimeHub()).Message, StringComparison.Ordinal);
            Assert.Contains("AddRealtimeHub is missing", Assert.Throws<InvalidOperationException>(() => bare.MapRealtimeHub<PlainHub>("/own")).Message, StringComparison.Ordinal);
        }

        var builder = NewBuilder();
        builder.Services.AddRealtimeHub();
        await using var app = builder.Build();
        Assert.Contains("before MapRealtimeHub<PlainHub>", Assert.Throws<InvalidOperationException>(() => app.MapRealtimeHub<PlainHub>("/own")).Message, StringComparison.Ordinal);
        app.MapRealtimeHub();
        Assert.Contains("called before", Assert.Throws<InvalidOperationException>(() => app.MapRealtimeHub()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapRealtimeHub_SchemeThatIsNotThere_IsRefused()
    {
        var builder = NewBuilder();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddRealtimeHub(options => options.Auth.Scheme = "Cookie");
        await using var app = builder.Build();
        Assert.StartsWith("Hub:Auth:Scheme: ", Assert.ThrowsAny<Exception>(() => app.MapRealtimeHub()).Message, StringComparison.Ordinal);
    }

    private WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = folder });
        builder.Configuration["Hub:Engine"] = "memory";
        builder.Configuration["Hub:DataPath"] = "realtimehub-embedding-" + Guid.NewGuid().ToString("N");
        return builder;
    }

    private sealed class PlainHub : Hub;
}
