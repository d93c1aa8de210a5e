using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

/// <summary>Publishing to feeds over HTTP, on a real server.</summary>
public sealed class FeedEndpointsTests : IAsyncLifetime
{
    private const string Key = "a-key-of-a-program";
    private readonly TempFolder folder = new();
    private WebApplication app = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes("a-key-that-is-hashed")));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            Args =
            [
                "--Hub:DataPath", folder.File("data"), "--Hub:Engine", "memory", "--urls", "http://127.0.0.1:0",
                "--Hub:ApiKeys:0:Name", "writer", "--Hub:ApiKeys:0:Key", Key, "--Hub:ApiKeys:0:Scopes", "publish",
                "--Hub:ApiKeys:1:Name", "reader", "--Hub:ApiKeys:1:Key", "a-key-that-only-reads", "--Hub:ApiKeys:1:Scopes", "read",
                "--Hub:ApiKeys:2:Name", "all", "--Hub:ApiKeys:2:Key", "sha256:" + hash, "--Hub:ApiKeys:2:Scopes", "admin",
                "--Hub:ApiKeys:3:Name", "slow", "--Hub:ApiKeys:3:Key", "a-key-with-a-low-rate", "--Hub:ApiKeys:3:Scopes", "publish", "--Hub:ApiKeys:3:UpdatesPerSecond", "1",
            ],
        });
        builder.Logging.ClearProviders();
        app = builder.AddRealtimeHubServer().Build().UseRealtimeHubServer();
        await app.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Post_Json_PublishesWithoutAPublisher()
    {
        using var answer = await PostAsync("prices", """{"updates":[{"key":"a","fields":{"v":1}},{"key":"a","fields":{"w":2},"patch":true}]}""");

        Assert.Equal((HttpStatusCode.OK, """{"accepted":2,"ignored":0}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        var log = await LogAsync("prices");
        Assert.Equal(["""{"v":1}""", """{"v":1,"w":2}"""], log.Select(TextOf));
        Assert.All(log, entry => Assert.Null(entry.Publisher));
    }

    [Fact]
    public async Task Post_FasterThanTheKeysRate_IsRateLimitedAndSaysWhen()
    {
        var updates = string.Join(',', Enumerable.Range(0, 100).Select(n => $$$"""{"key":"k{{{n}}}","fields":{"v":1}}"""));
        using var first = await PostAsync("prices", $$"""{"updates":[{{updates}}]}""", key: "a-key-with-a-low-rate");
        using var second = await PostAsync("prices", """{"updates":[{"key":"a","fields":{"v":1}}]}""", key: "a-key-with-a-low-rate");
        using var other = await PostAsync("prices", """{"updates":[{"key":"a","fields":{"v":1}}]}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (first.StatusCode, second.StatusCode, other.StatusCode));
        var problem = JsonDocument.Parse(await second.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(("rate_limited", 1), (problem.GetProperty("code").GetString(), problem.GetProperty("limit").GetInt32()));
        Assert.InRange(problem.GetProperty("retryAfterMs").GetInt64(), 50_000, 101_000);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(101));
    }

    [Fact]
    public async Task Post_NameWithASlash_IsDecodedOnce()
    {
        using var answer = await PostAsync("site%2Froom%2520", """{"updates":[{"key":"a","fields":{"v":1}}]}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Single(await LogAsync("site/room%20"));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("a-key-of-a-progran", HttpStatusCode.Unauthorized)]
    [InlineData("a-key-that-only-reads", HttpStatusCode.Forbidden)]
    [InlineData("a-key-that-is-hashed", HttpStatusCode.OK)]
    public async Task Post_Key_DecidesWhetherItIsLetIn(string? key, HttpStatusCode expected)
    {
        using var answer = await PostAsync("t", """{"updates":[]}""", key: key);

        Assert.Equal(expected, answer.StatusCode);
        if (expected != HttpStatusCode.OK)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("""{"updates":[{"key":"a","fields":{"v":1}}]}""", "application/json")]
    [InlineData("""{"key":"a","fields":{"v":1}}""", "application/x-ndjson")]
    public async Task Post_FeedWithASourceOfItsOwn_IsForbidden(string body, string type)
    {
        using var answer = await PostAsync("host", body, type);

        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.Forbidden, "permission_denied", "has_source"), (answer.StatusCode, problem.GetProperty("code").GetString(), problem.GetProperty("reason").GetString()));
    }

    [Theory]
    [InlineData("""{"updates":[{"key":"a","fields":{"v":1}},{"key":"b","fields":{"__proto__":1}}]}""", "application/json")]
    [InlineData("{\"key\":\"a\",\"fields\":{\"v\":1}}\n{\"key\":\"b\",\"fields\":{\"__proto__\":1}}", "application/x-ndjson")]
    public async Task Post_FieldThatSomeClientCannotRead_IsUndeliverable(string body, string type)
    {
        using var answer = await PostAsync("t", body, type);

        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.BadRequest, "undeliverable"), (answer.StatusCode, problem.GetProperty("reason").GetString()));
        Assert.Equal(("fields.__proto__", 1), (problem.GetProperty("field").GetString(), problem.GetProperty("index").GetInt32()));
        Assert.Empty(await LogAsync("t"));
    }

    [Fact]
    public async Task Post_TwoKeys_IsUnauthorized()
    {
        using var request = Request("t", new StringContent("{}", Encoding.UTF8, "application/json"), Key);
        request.Headers.Add("X-API-Key", "another");

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Post_GuestToken_IsForbidden()
    {
        using var guest = await http.PostAsync("/auth/guest", new StringContent("""{"name":"Ann"}""", Encoding.UTF8, "application/json"));
        using var request = Request("t", new StringContent("""{"updates":[]}""", Encoding.UTF8, "application/json"), null);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", JsonElement.Parse(await guest.Content.ReadAsStringAsync()).GetProperty("token").GetString());

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"updates":[{"key":"a","fields":{"v":1}},{"key":"b","fields":{"v":{}}}]}""", 400, "bad_request", "fields.v", 1)]
    [InlineData("""{"updates":[{"key":"a","fields":{"v":1}},{"key":"b","fields":{"v":1e400}}]}""", 400, "bad_request", "fields.v", 1)]
    [InlineData("""{"updates":[{"fields":{}}]}""", 400, "bad_request", "key", 0)]
    [InlineData("{}", 400, "bad_request", "updates", null)]
    [InlineData("[", 400, "bad_request", "body", null)]
    public async Task Post_BadBody_IsAProblemThatNamesTheField(string body, int status, string code, string field, int? index)
    {
        using var answer = await PostAsync("t", body);

        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((status, code, field), ((int)answer.StatusCode, problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString()));
        Assert.Equal(index, problem.TryGetProperty("index", out var at) ? at.GetInt32() : null);
        Assert.Empty(await LogAsync("t"));
    }

    [Fact]
    [Trait("Safety", "L25")]
    public async Task Post_OtherContentTypeOrTooMuch_IsRefused()
    {
        using var text = await PostAsync("t", "x", "text/plain");
        using var large = await PostAsync("t", "{\"updates\":[" + new string(' ', 3 << 20) + "]}");
        using var many = await PostAsync("t", "{\"updates\":[" + string.Join(',', Enumerable.Repeat("""{"key":"a","fields":{}}""", 1_001)) + "]}");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnprocessableEntity), (text.StatusCode, large.StatusCode, many.StatusCode));
    }

    [Fact]
    public async Task Post_Lines_PublishesThemAll()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 2_500).Select(i => $$$"""{"key":"k{{{i % 7}}}","fields":{"v":{{{i}}}}}"""));

        using var answer = await PostAsync("t", lines, "application/x-ndjson");

        Assert.Equal("""{"accepted":2500,"ignored":0}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(2_500, (await LogAsync("t")).Count);
    }

    [Fact]
    public async Task Post_LinesThatComeSlowly_ArePublishedAsTheyCome()
    {
        var lines = new LineContent();
        using var request = Request("t", lines, Key);
        var answering = http.SendAsync(request);

        for (var i = 1; i <= 3; i++)
        {
            await lines.WriteAsync($$$"""{"key":"a","fields":{"v":{{{i}}}}}""");
            await TestTimeout.Until(async () => (await LogAsync("t")).Count == i);
        }

        lines.Complete();
        using var answer = await answering.Within();
        Assert.Equal("""{"accepted":3,"ignored":0}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"key":"c","fields":{"v":"x"}}""", "line 4: fields.v must be a number", "fields.v")]
    [InlineData("""{"key":"c","fields":{"v":1e400}}""", "line 4: fields.v must not contain numbers beyond the range of a float64; 2 updates before were accepted", "fields.v")]
    [InlineData("nonsense", "line 4 is not an update: send one JSON object a line, with key and fields; 2 updates before were accepted", "body")]
    public async Task Post_LinesWithABadOne_NameItAndKeepThoseOfTheBatchesBefore(string bad, string detail, string field)
    {
        await (await PostAsync("t", """{"updates":[{"key":"a","fields":{"v":0}}]}""")).Content.ReadAsStringAsync();

        using var answer = await PostAsync("t", "{\"key\":\"a\",\"fields\":{\"v\":1}}\n\n{\"key\":\"b\",\"fields\":{\"v\":2}}\n" + bad + "\n", "application/x-ndjson");

        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.BadRequest, field, 3), (answer.StatusCode, problem.GetProperty("field").GetString(), problem.GetProperty("index").GetInt32()));
        Assert.StartsWith(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static string TextOf(Publication entry) => Encoding.UTF8.GetString(entry.Data.Bytes.Span);

    private static HttpRequestMessage Request(string feed, HttpContent content, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/feeds/{feed}/updates") { Content = content };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-API-Key", key);
        return request;
    }

    private async Task<HttpResponseMessage> PostAsync(string feed, string body, string type = "application/json", string? key = Key)
    {
        using var request = Request(feed, new StringContent(body, Encoding.UTF8, type), key);
        return await http.SendAsync(request);
    }

    private async Task<IReadOnlyList<Publication>> LogAsync(string feed) =>
        (await app.Services.GetRequiredService<IEngine>().ReadLogAsync(ChannelName.Of("feed", feed), new LogQuery { After = 0, Limit = 10_000 }, default)).Publications;

    /// <summary>A body that is sent line by line; a plain stream would wait in the client until there is more of it.</summary>
    private sealed class LineContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LineContent() => Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");

        public async Task WriteAsync(string line)
        {
            var body = await begun.Task;
            await body.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            await body.FlushAsync();
        }

        public void Complete() => ended.SetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            begun.SetResult(stream);
            return ended.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
