using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Tests.Diagnostics;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly Check engine = new();
    private readonly Check drain = new();
    private readonly Warning warnings = new();
    private readonly WebApplication app;
    private HttpClient http = null!;

    public HealthTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IReadinessCheck>(engine).AddSingleton<IReadinessCheck>(drain).AddSingleton<IHealthWarnings>(warnings);
        app = builder.Build();
        app.MapHealth();
    }

    public async Task InitializeAsync()
    {
        await app.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Ready_AllIsWell_Is200()
    {
        var response = await http.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("""{"status":"ready","reasons":[]}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/health/live", null, HttpStatusCode.OK)]
    [InlineData("/health/ready", null, HttpStatusCode.OK)]
    [InlineData("/health/ready", "the engine can't write", HttpStatusCode.ServiceUnavailable)]
    public async Task Head_EitherAddress_IsAnsweredAsGetWithoutABody(string address, string? reason, HttpStatusCode expected)
    {
        engine.Reason = reason;

        using var answer = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Ready_SomethingIsNot_Is503WithEveryReason()
    {
        (engine.Reason, drain.Reason) = ("the engine can't write", "this node is going");

        var response = await http.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using var body = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("unavailable", body.RootElement.GetProperty("status").GetString());
        Assert.Equal(
            ["the engine can't write", "this node is going"],
            body.RootElement.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()));
    }

    [Fact]
    public async Task Ready_OnlyAWarning_Is200AndNamesIt()
    {
        warnings.Warnings = ["the source of feed t fails"];

        var response = await http.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"status":"ready","reasons":[],"warnings":["the source of feed t fails"]}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Live_SomethingIsNotWell_IsStill200()
    {
        engine.Reason = "the engine can't write";

        var response = await http.GetAsync("/health/live");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"status":"live","reasons":[]}""", await response.Content.ReadAsStringAsync());
    }

    private sealed class Warning : IHealthWarnings
    {
        public IEnumerable<string> Warnings { get; set; } = [];
    }

    private sealed class Check : IReadinessCheck
    {
        public string? Reason { get; set; }
    }
}
