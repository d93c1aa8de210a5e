using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Client;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

/// <summary>A real server with one API key of each scope. Tests of a class share it and use channels of their own.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    public const string Publish = "a-key-that-publishes";
    public const string Read = "a-key-that-only-reads";
    public const string Admin = "a-key-that-may-everything";

    private readonly TempFolder folder = new();
    private WebApplication app = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>More configuration, set before the server starts.</summary>
    public string[] Options { get; init; } = [];

    public string Environment { get; init; } = "Development";

    /// <summary>Where the server logs; nowhere by default.</summary>
    public ILoggerProvider? Log { get; init; }

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environment,
            Args =
            [
                "--Hub:DataPath", folder.File("data"), "--Hub:Engine", "memory", "--urls", "http://127.0.0.1:0",
                "--Hub:ApiKeys:0:Name", "writer", "--Hub:ApiKeys:0:Key", Publish, "--Hub:ApiKeys:0:Scopes", "publish",
                "--Hub:ApiKeys:1:Name", "reader", "--Hub:ApiKeys:1:Key", Read, "--Hub:ApiKeys:1:Scopes", "read",
                "--Hub:ApiKeys:2:Name", "all", "--Hub:ApiKeys:2:Key", Admin, "--Hub:ApiKeys:2:Scopes", "admin",
                .. Options,
            ],
        });
        builder.Logging.ClearProviders();
        if (Log is not null)
            builder.Logging.AddProvider(Log);
        app = builder.AddRealtimeHubServer().Build().UseRealtimeHubServer();
        await app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Ends the server orderly, when all that is under way is over.</summary>
    public Task StopAsync() => app.StopAsync();

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    internal string TokenOf(string userId, bool admin = false) => Get<JwtWriter>().Write(new TokenClaims
    {
        UserId = userId,
        Name = "Name of " + userId,
        Expires = TimeProvider.System.GetUtcNow().AddHours(1),
        IsAdmin = admin,
    });

    public async Task<HubClient> ConnectAsync(string userId)
    {
        var client = new HubClient(new HubClientOptions { Url = new Uri(Http.BaseAddress!, "/hub"), AccessTokenProvider = _ => new ValueTask<string?>(TokenOf(userId)) });
        await client.ConnectAsync().Within();
        return client;
    }

    /// <summary>Calls an address below <c>/api/v1</c>, written as it is to be sent.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? body = null, string? key = Admin, string? token = null, string type = "application/json")
    {
        var uri = new Uri(Http.BaseAddress + "api/v1" + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, uri);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else if (key is not null)
            request.Headers.TryAddWithoutValidation("X-API-Key", key);
        using var answer = await Http.SendAsync(request).Within();
        var text = await answer.Content.ReadAsStringAsync();
        return new ApiAnswer((int)answer.StatusCode, text, answer.Content.Headers.ContentType?.MediaType);
    }

    public Task<ApiAnswer> PostAsync(string path, string body, string key = Admin) => SendAsync(HttpMethod.Post, path, body, key);

    public Task<ApiAnswer> GetAsync(string path, string key = Admin) => SendAsync(HttpMethod.Get, path, key: key);

    public async Task<IReadOnlyList<Publication>> LogAsync(string channel) =>
        (await Get<IEngine>().ReadLogAsync(ChannelName.Parse(channel), new LogQuery { After = 0, Limit = 10_000 }, default)).Publications;
}

/// <summary>What the API answered.</summary>
public sealed record ApiAnswer(int Status, string Text, string? Type)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The code of a problem.</summary>
    public string? Code => Member("code");

    /// <summary>A member of the answer as text; null when it is not there.</summary>
    public string? Member(string name) => Json.TryGetProperty(name, out var value) ? value.ToString() : null;
}
