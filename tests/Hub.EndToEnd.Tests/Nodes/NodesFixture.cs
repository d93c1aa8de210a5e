using System.Net.Http.Json;
using System.Text;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Nodes;

/// <summary>Two servers on one Redis for the tests of a class, each with users of its own; more where a test starts them.</summary>
public sealed class NodesFixture : IAsyncLifetime
{
    private const string Key = "a-key-of-16-characters-or-more";
    private const string Secret = "a secret of at least thirty-two bytes";
    private readonly JwtWriter writer = new(new SigningKeys([new(null, Encoding.UTF8.GetBytes(Secret))]), new TokenRules(null, null), TimeProvider.System);
    private int users;

    public RedisServer Redis { get; private set; } = null!;

    public ServerProcess First { get; private set; } = null!;

    public ServerProcess Second { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        var (first, second) = (StartAsync("first"), StartAsync("second"));
        (First, Second) = (await first, await second);
    }

    public async Task DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Redis.DisposeAsync();
    }

    /// <summary>One more node.</summary>
    public Task<ServerProcess> StartAsync(string name, Func<ServerSettings, ServerSettings>? change = null)
    {
        var settings = new ServerSettings()
            .With("Hub:Engine", "redis").With("Hub:Redis:Configuration", Redis.Configuration).With("Hub:Node", name)
            .With("Hub:Auth:Keys:0:Secret", Secret)
            .With("Hub:ApiKeys:0:Name", "ops").With("Hub:ApiKeys:0:Key", Key).With("Hub:ApiKeys:0:Scopes", "admin");
        return ServerProcess.StartAsync(change?.Invoke(settings) ?? settings);
    }

    /// <summary>A user that no other test has.</summary>
    public string User(string name) => $"{name}{Interlocked.Increment(ref users)}";

    public string TokenOf(string userId, string? tokenId = null) =>
        writer.Write(new TokenClaims { UserId = userId, TokenId = tokenId, Expires = TimeProvider.System.GetUtcNow().AddHours(1) });

    internal Task<RawHub> ConnectAsync(ServerProcess node, string userId, string? tokenId = null) =>
        RawHub.ConnectAsync(node.HubAddress, "?access_token=" + TokenOf(userId, tokenId));

    /// <summary>A client of a node's API.</summary>
    public static HttpClient Api(ServerProcess node) => new() { BaseAddress = new Uri(node.Address, "api/v1/"), DefaultRequestHeaders = { { "X-API-Key", Key } } };

    /// <summary>Asks a node's API to do something, and gives its answer's text.</summary>
    public static async Task<string> PostAsync(ServerProcess node, string path, object? body = null)
    {
        using var http = Api(node);
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body is null ? null : JsonContent.Create(body)).Within();
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {text}");
        return text;
    }

    /// <summary>What negotiating with a token answers.</summary>
    public static async Task<System.Net.HttpStatusCode> NegotiateAsync(ServerProcess node, string token)
    {
        using var http = new HttpClient { BaseAddress = node.Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        using var answer = await http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative), null).Within();
        return answer.StatusCode;
    }
}
