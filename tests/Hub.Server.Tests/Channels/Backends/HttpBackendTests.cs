using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Backends;
using RealtimeHub.Server.Tests.Identity;
using RealtimeHub.Server.Tests.Modules.Feeds.Sources;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels.Backends;

public sealed class HttpBackendTests
{
    private static readonly ChannelName Channel = ChannelName.Parse("topic:计划");
    private static readonly ChannelCaller Ada = new("c1", "ada", "Ada");
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Recorder<string> questions = new();
    private readonly Recorder<string> keys = new();

    [Theory]
    [InlineData("""{"allowed":true}""", true)]
    [InlineData("""{"allowed":false}""", false)]
    [InlineData("""{"allowed":true,"and":"more"}""", true)]
    public async Task IsAllowed_AnAnswer_IsTakenAndAskedForOnce(string answer, bool allowed)
    {
        await using var server = await ServeAsync(200, answer);
        using var backend = BackendOf(server, options => options.Headers["X-Key"] = "the-key");

        Assert.Equal(allowed, await backend.IsAllowedAsync(Ada, Channel, ChannelRights.Subscribe, default));
        Assert.Equal(allowed, await backend.IsAllowedAsync(Ada, Channel, ChannelRights.Subscribe, default));

        Assert.Equal("the-key", Assert.Single(keys.Items));
        using var question = JsonDocument.Parse(Assert.Single(questions.Items));
        Assert.Equal("""{"userId":"ada","name":"Ada","connectionId":"c1","channel":"topic:计划","right":"subscribe"}""", JsonSerializer.Serialize(question, Plain));
    }

    [Theory]
    [InlineData(500, """{"allowed":true}""")]
    [InlineData(201, """{"allowed":true}""")]
    [InlineData(204, "")]
    [InlineData(200, "")]
    [InlineData(200, "true")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"allowed":"true"}""")]
    [InlineData(200, """{"allowed":null}""")]
    [InlineData(200, """{"allowed":true""")]
    [InlineData(200, "<html>signed out</html>")]
    public async Task IsAllowed_AnyOtherAnswer_IsANoThatIsNotKept(int status, string answer)
    {
        await using var server = await ServeAsync(status, answer);
        using var backend = BackendOf(server);

        Assert.False(await backend.IsAllowedAsync(Ada, Channel, ChannelRights.Subscribe, default));
        Assert.False(await backend.IsAllowedAsync(Ada, Channel, ChannelRights.Subscribe, default));

        Assert.Equal(2, questions.Count);
    }

    [Fact]
    public async Task IsAllowed_ARedirect_IsNotFollowed()
    {
        await using var other = await ServeAsync(200, """{"allowed":true}""");
        await using var server = await SourceServer.StartAsync(context =>
        {
            context.Response.Redirect(other.Address, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var backend = BackendOf(server);

        Assert.False(await backend.IsAllowedAsync(Ada, Channel, ChannelRights.Subscribe, default));
        Assert.Empty(questions.Items);
    }

    [Fact]
    public async Task IsAllowed_AnAnswerWithoutEnd_IsANo()
    {
        await using var server = await SourceServer.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(new string(' ', 4096), context.RequestAborted);
        });
        using var backend = BackendOf(server);

        Assert.False(await backend.IsAllowedAsync(Ada, Channel, ChannelRights.Subscribe, default).Within());
    }

    [Fact]
    public async Task IsAllowed_NoAnswerInTime_IsANoAndOneLineOfTheLog()
    {
        var (log, time, asked) = (new LogCapture(), new FakeTimeProvider(), new Recorder<int>());
        await using var server = await SourceServer.StartAsync(async context =>
        {
            asked.Add(1);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var backend = BackendOf(server, logger: loggers.CreateLogger<HttpBackend>(), time: time);

        for (var n = 1; n <= 2; n++)
        {
            var asking = backend.IsAllowedAsync(Ada, Channel, ChannelRights.Subscribe, default).AsTask();
            await asked.CountAsync(n);
            time.Advance(TimeSpan.FromSeconds(2));
            Assert.False(await asking.Within());
        }

        Assert.Contains("did not answer within 2 s", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IsAllowed_NoServer_IsANo()
    {
        using var backend = new HttpBackend(
            new BackendOptions { Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{TestKit.Network.FreePort.Find()}/") }, TimeProvider.System, NullLogger<HttpBackend>.Instance);

        Assert.False(await backend.IsAllowedAsync(Ada, Channel, ChannelRights.Subscribe, default).Within());
    }

    private Task<SourceServer> ServeAsync(int status, string answer) => SourceServer.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        questions.Add(await reader.ReadToEndAsync());
        keys.Add(context.Request.Headers["X-Key"].ToString());
        context.Response.StatusCode = status;
        if (answer.Length > 0)
            await context.Response.WriteAsync(answer);
    });

    private static HttpBackend BackendOf(SourceServer server, Action<BackendOptions>? configure = null, ILogger<HttpBackend>? logger = null, TimeProvider? time = null)
    {
        var options = new BackendOptions { Address = server.Address };
        configure?.Invoke(options);
        return new HttpBackend(options, time ?? TimeProvider.System, logger ?? NullLogger<HttpBackend>.Instance);
    }
}
