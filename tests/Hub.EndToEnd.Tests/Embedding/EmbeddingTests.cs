using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RealtimeHub.Client;
using RealtimeHub.Client.Feeds;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Embedding;

/// <summary>The hub in an application of somebody's own: it works, and the application stays as it was.</summary>
public sealed class EmbeddingTests
{
    private static readonly ChannelName Orders = ChannelName.Parse("orders:all");

    [Fact]
    public async Task MapRealtimeHub_NamespaceFromCode_ChannelsReachClientsAndTheApplication()
    {
        await using var own = await OwnApplication.StartAsync(options: options => options.Namespaces.GetOrAdd("orders").OpenTo(Access.Anyone));
        var channels = own.Services.GetRequiredService<IChannels>();
        await using var client = own.Connect();
        await using var orders = await client.SubscribeAsync("orders:all").Within();

        var first = await channels.PublishAsync(Orders, "placed", Payload.FromJson("""{"id":1}""")).AsTask().Within();
        await client.PublishAsync("orders:all", "placed", new { id = 2 }).Within();

        await using var reader = orders.GetAsyncEnumerator();
        for (var offset = 1; offset <= 2; offset++)
        {
            Assert.True(await reader.MoveNextAsync().AsTask().Within());
            Assert.Equal(offset, reader.Current.Offset);
        }

        var page = await channels.ReadHistoryAsync(Orders, after: 0).AsTask().Within();
        Assert.Equal([1, 2], page.Publications.Select(one => one.Offset));
        Assert.Equal((first.Epoch, 2), (page.Position.Epoch, page.Position.Offset));
    }

    [Fact]
    public async Task ReadState_PagesOfKeys_HaveTheLatestValues()
    {
        await using var own = await OwnApplication.StartAsync();
        var channels = own.Services.GetRequiredService<IChannels>();
        var prices = ChannelName.Parse("map:prices");
        foreach (var (key, value) in new[] { ("a", "1"), ("b", "1"), ("a", "2"), ("c", "1") })
            await channels.PublishAsync(prices, "set", Payload.FromJson(value), key).AsTask().Within();

        var first = await channels.ReadStateAsync(prices, limit: 2).AsTask().Within();
        var second = await channels.ReadStateAsync(prices, afterKey: first.NextKey).AsTask().Within();

        Assert.Equal([("a", 3), ("b", 2)], first.Entries.Select(entry => (entry.Key, entry.Offset)));
        Assert.Equal([("c", 4)], second.Entries.Select(entry => (entry.Key, entry.Offset)));
        Assert.Null(second.NextKey);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => channels.ReadStateAsync(prices, limit: 0).AsTask());
    }

    [Fact]
    public async Task EndpointsOfTheApplication_WithAddressesLikeTheHubs_StayItsOwn()
    {
        await using var own = await OwnApplication.StartAsync(map: app =>
        {
            app.MapRealtimeHub();
            app.MapGet("/", () => "home");
            app.MapGet("/health", () => "fine");
            app.MapGet("/api/v1/orders", () => "orders");
            app.MapPost("/auth/callback", () => "signed in");
            app.MapGet("/hub/about", () => "about");
            app.MapGet("/json", () => new { Name = (string?)null, Amount = double.NaN }.Name is null ? Results.Json(new { Name = (string?)null }) : null);
        });

        foreach (var (path, text) in new[] { ("/", "home"), ("/health", "fine"), ("/api/v1/orders", "orders"), ("/hub/about", "about") })
        {
            using var answer = await own.Http.GetAsync(path).Within();
            Assert.Equal((HttpStatusCode.OK, text), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
            Assert.False(answer.Headers.Contains("Content-Security-Policy"), path);
        }

        // An identity provider answers by a form that the browser posts from its own page.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/callback") { Headers = { { "Origin", "https://login.example" } } };
        using (var callback = await own.Http.SendAsync(request).Within())
            Assert.Equal(HttpStatusCode.OK, callback.StatusCode);
        Assert.Equal("""{"name":null}""", await own.Http.GetStringAsync("/json").Within());

        using var unknown = await own.Http.GetAsync("/unknown").Within();
        Assert.Equal((HttpStatusCode.NotFound, 0), (unknown.StatusCode, (await unknown.Content.ReadAsByteArrayAsync()).Length));
        using var api = await own.Http.GetAsync("/api/v1/channels").Within();
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/hub/negotiate") { Headers = { { "Origin", "https://login.example" } } };
        using var refused = await own.Http.SendAsync(foreign).Within();
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MapRealtimeHub_PartsThatAreOff_AreNotThere(bool areOn)
    {
        await using var own = await OwnApplication.StartAsync(map: app =>
        {
            app.MapGet("/", () => "home");
            app.MapRealtimeHub(endpoints => endpoints.Api = endpoints.Health = endpoints.Pages = areOn);
        });

        foreach (var (path, on) in new[] { ("/health/ready", HttpStatusCode.OK), ("/api/v1/channels", HttpStatusCode.Unauthorized), ("/chat", HttpStatusCode.OK) })
        {
            using var answer = await own.Http.GetAsync(path).Within();
            Assert.Equal(areOn ? on : HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal(areOn && path == "/chat", answer.Headers.Contains("Content-Security-Policy"));
        }

        Assert.Equal("home", await own.Http.GetStringAsync("/").Within());
    }

    [Fact]
    public async Task Worker_RegisteredBeforeTheHub_PublishesFromItsStartUntilItsStop()
    {
        await using var own = await OwnApplication.StartAsync(builder => builder.Services.AddHostedService<Worker>());
        var worker = Assert.Single(own.Services.GetServices<IHostedService>().OfType<Worker>());
        Assert.Equal(1, worker.Started.Offset);

        await own.StopAsync().Within();

        Assert.Equal((worker.Started.Epoch, 2), (worker.Stopped.Epoch, worker.Stopped.Offset));
    }

    [Fact]
    public async Task Authorizer_OfTheApplication_DecidesInPlaceOfTheNamespacesRules()
    {
        await using var own = await OwnApplication.StartAsync(builder => builder.Services.AddSingleton<IChannelAuthorizer, ReadOnlyTopics>());
        await using var client = own.Connect();

        await using var subscription = await client.SubscribeAsync("topic:news").Within();
        var refused = await Assert.ThrowsAsync<HubCallException>(() => client.PublishAsync("topic:news", "a", 1).Within());

        Assert.Equal(ErrorCode.PermissionDenied, refused.Code);
    }

    [Fact]
    public async Task AddRealtimeHub_CodeAndConfiguration_CodeHasTheLastWord()
    {
        await using var own = await OwnApplication.StartAsync(
            builder => builder.Configuration["Hub:Limits:MaxMessageBytes"] = "100",
            options =>
            {
                Assert.Equal(100, options.Limits.MaxMessageBytes);
                options.Limits.MaxMessageBytes = 10;
                options.Origins.Add("https://app.example");
            });
        await using var client = own.Connect();

        var refused = await Assert.ThrowsAsync<HubCallException>(() => client.PublishAsync("topic:news", "a", new string('x', 20)).Within());
        Assert.Equal(ErrorCode.PayloadTooLarge, refused.Code);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hub/negotiate") { Headers = { { "Origin", "https://app.example" } } };
        using var allowed = await own.Http.SendAsync(request).Within();
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Theory]
    [InlineData(HubEncoding.Json)]
    [InlineData(HubEncoding.MessagePack)]
    public async Task AddSignalR_BehindTheHub_LeavesTheHubItsProtocols(HubEncoding encoding)
    {
        await using var own = await OwnApplication.StartAsync(after: builder => builder.Services.AddSignalR().AddMessagePackProtocol());
        await using var client = own.Connect(encoding: encoding);
        await using var news = await client.SubscribeAsync("topic:news").Within();

        await client.PublishAsync("topic:news", "headline", new { text = "here" }).Within();

        await using var reader = news.GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync().AsTask().Within());
        Assert.Equal("headline", reader.Current.Type);
    }

    [Fact]
    public async Task ListFeeds_InDevelopment_HasNoSimulatedOnes()
    {
        await using var own = await OwnApplication.StartAsync();
        await using var client = own.Connect();

        var feeds = await new FeedClient(client).ListFeedsAsync().Within();

        Assert.DoesNotContain(feeds, feed => feed.Name is "market" or "weather");
    }

    private sealed class Worker(IChannels channels) : IHostedService
    {
        public Position Started { get; private set; } = Position.None;

        public Position Stopped { get; private set; } = Position.None;

        public async Task StartAsync(CancellationToken cancellationToken) =>
            Started = await channels.PublishAsync(ChannelName.Parse("topic:worker"), "started", Payload.FromJson("1"), cancellationToken: cancellationToken);

        public async Task StopAsync(CancellationToken cancellationToken) =>
            Stopped = await channels.PublishAsync(ChannelName.Parse("topic:worker"), "stopped", Payload.FromJson("2"), cancellationToken: cancellationToken);
    }

    private sealed class ReadOnlyTopics : IChannelAuthorizer
    {
        public ValueTask<bool> IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
            ValueTask.FromResult(right is ChannelRights.Subscribe or ChannelRights.History or ChannelRights.Presence);
    }
}
