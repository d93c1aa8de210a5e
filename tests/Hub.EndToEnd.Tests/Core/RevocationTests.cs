using System.Net;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>B7 on every transport, on the API, and over a restart: a revoked user or token gets nothing more.</summary>
public sealed class RevocationTests
{
    private const string Key = "a-key-of-16-characters-or-more";
    private static readonly string[] ApiKey = ["--Hub:ApiKeys:0:Name", "ops", "--Hub:ApiKeys:0:Key", Key, "--Hub:ApiKeys:0:Scopes", "admin", "--Hub:ApiKeys:1:Name", "feeder", "--Hub:ApiKeys:1:Key", Key + "2", "--Hub:ApiKeys:1:Scopes", "publish,read"];

    [Fact]
    public async Task Revoke_WebSocket_GetsTheReasonAndNothingElse()
    {
        await using var hosted = await HostedHub.StartAsync(ApiKey);
        var token = hosted.TokenOf("ada");
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress, "?access_token=" + token);
        await hub.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");
        await hub.InvokeAsync("Subscribe", """{"channel":"signal:x"}""");

        Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(hosted, "users/ada"));
        await PublishAsync(hosted);
        await hub.CallAsync("ReadHistory", """{"channel":"topic:x"}""");

        Assert.Equal("kicked", (await hub.CallbackAsync("Closing")).GetProperty("code").GetString());
        while (await hub.ReadAsync() is { } message)
            Assert.False(message.GetRawText().Contains("later", StringComparison.Ordinal), message.GetRawText());
        Assert.DoesNotContain(hub.Callbacks, one => one.GetRawText().Contains("later", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(hosted, token));
    }

    [Fact]
    public async Task Revoke_WaitingLongPollAndAParkedOne_GetTheReasonAndNothingElse()
    {
        // So that the server doesn't give up the parked one on a slow machine.
        await using var hosted = await HostedHub.StartAsync(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow()), ApiKey);
        using var waiting = await PollingCaller.ConnectAsync(hosted.Address, hosted.TokenOf("ada"));
        using var parked = await PollingCaller.ConnectAsync(hosted.Address, hosted.TokenOf("ada"));
        await waiting.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");
        await parked.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");
        var poll = waiting.PollAsync();

        Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(hosted, "users/ada"));
        await PublishAsync(hosted);

        Assert.Contains("kicked", await RestAsync(waiting, await poll.Within()), StringComparison.Ordinal);
        foreach (var caller in new[] { waiting, parked })
            Assert.Equal(HttpStatusCode.Unauthorized, await caller.PostAsync("""{"type":1,"invocationId":"9","target":"ReadHistory","arguments":[{"channel":"topic:x"}]}"""));
        Assert.Contains("kicked", await RestAsync(parked, await parked.PollAsync()), StringComparison.Ordinal);
    }

    // The token is refused a moment before the connection is ended.
    [Fact]
    public async Task Revoke_PollBetweenTheRefusalAndTheEnd_WaitsForTheReason()
    {
        await using var hosted = await HostedHub.StartAsync(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow()), ApiKey);
        using var caller = await PollingCaller.ConnectAsync(hosted.Address, hosted.TokenOf("ada"));
        await caller.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");
        await hosted.Get<IChannels>().PublishAsync(ChannelName.Parse("topic:x"), "before", Payload.FromJson("1"));

        hosted.Get<IRevokedTokens>().AddUser("ada", hosted.Get<TimeProvider>().GetUtcNow());
        using (var between = await caller.PollAsync())
            Assert.Contains("before", await between.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(hosted, "users/ada"));
        await PublishAsync(hosted);

        Assert.Contains("kicked", await RestAsync(caller, await caller.PollAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_TokenThatTheConnectionDoesNotHoldBy_GetsNoPoll()
    {
        await using var hosted = await HostedHub.StartAsync(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow()), ApiKey);
        string TokenOf(string tokenId) => hosted.Get<JwtWriter>().Write(new TokenClaims { UserId = "ada", TokenId = tokenId, Expires = hosted.Get<TimeProvider>().GetUtcNow().AddHours(1) });
        using var caller = await PollingCaller.ConnectAsync(hosted.Address, TokenOf("own"));
        await caller.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");
        Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(hosted, "tokens/stolen"));
        await PublishAsync(hosted);

        caller.Token = TokenOf("stolen");
        using (var refused = await caller.PollAsync())
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        caller.Token = TokenOf("own");

        Assert.Contains("later", (await caller.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_PollsOfConnectionsThatHaveNotBegunOrAreNotThere_AreRefused()
    {
        await using var hosted = await HostedHub.StartAsync(ApiKey);
        var token = hosted.TokenOf("ada");
        using var http = new HttpClient { BaseAddress = hosted.Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        using var negotiated = await http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative), null).Within();
        using var begun = System.Text.Json.JsonDocument.Parse(await negotiated.Content.ReadAsStringAsync());
        var id = Uri.EscapeDataString(begun.RootElement.GetProperty("connectionToken").GetString()!);
        await RevokeAsync(hosted, "users/ada");

        foreach (var path in new[] { "hub?id=" + id, "hub?id=none", "hub" })
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative)).Within();
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Revoke_EventStream_EndsWithTheReason()
    {
        await using var hosted = await HostedHub.StartAsync(ApiKey);
        using var caller = await EventStreamCaller.ConnectAsync(hosted.Address, hosted.TokenOf("ada"));
        await caller.InvokeAsync("Subscribe", """{"channel":"topic:x"}""");

        Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(hosted, "users/ada"));
        await PublishAsync(hosted);

        var rest = await caller.ReadToEndAsync();
        Assert.Contains("kicked", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("later", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_LaterTokenOfTheUser_IsTaken()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var hosted = await HostedHub.StartAsync(time, ApiKey);
        var before = hosted.TokenOf("ada");
        await RevokeAsync(hosted, "users/ada");

        // A token that says now may be from before by a clock that is ahead.
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(hosted, hosted.TokenOf("ada")));
        time.Advance(TimeSpan.FromSeconds(62));

        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(hosted, hosted.TokenOf("ada")));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(hosted, before));
        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(hosted, hosted.TokenOf("bob")));
    }

    [Fact]
    public async Task Revoke_WithoutTheScopeOrAnId_IsRefused()
    {
        await using var hosted = await HostedHub.StartAsync(ApiKey);

        Assert.Equal(HttpStatusCode.Forbidden, await RevokeAsync(hosted, "users/ada", Key + "2"));
        Assert.Equal(HttpStatusCode.Unauthorized, await RevokeAsync(hosted, "users/ada", "another key of no one"));
        Assert.Equal(HttpStatusCode.BadRequest, await RevokeAsync(hosted, "users/a%20b"));
        Assert.Equal(HttpStatusCode.BadRequest, await RevokeAsync(hosted, "tokens/" + new string('t', 129)));
        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(hosted, hosted.TokenOf("ada")));
        Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(hosted, "users/a%2Fb"));
    }

    [Fact]
    public async Task Revoke_ServerKilledAndStartedAgain_IsKept()
    {
        const string secret = "a secret of at least thirty-two bytes";
        using var folder = new TempFolder();
        var settings = new ServerSettings { Environment = "Production", DataPath = folder.File("data") }
            .With("Hub:Auth:Keys:0:Secret", secret).With("Hub:ApiKeys:0:Name", "ops").With("Hub:ApiKeys:0:Key", Key).With("Hub:ApiKeys:0:Scopes", "admin");
        var writer = new JwtWriter(new Server.Identity.Keys.SigningKeys([new(null, System.Text.Encoding.UTF8.GetBytes(secret))]), new TokenRules(null, null), TimeProvider.System);
        string TokenOf(string userId, string tokenId) => writer.Write(new TokenClaims { UserId = userId, TokenId = tokenId, Expires = TimeProvider.System.GetUtcNow().AddHours(1) });
        var (ada, stolen, own) = (TokenOf("ada", "1"), TokenOf("bob", "2"), TokenOf("bob", "3"));
        await using (var first = await ServerProcess.StartAsync(settings))
        {
            Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(first.Address, "users/ada", Key));
            Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(first.Address, "tokens/2", Key));
            await first.KillAsync();
        }

        await using var second = await ServerProcess.StartAsync(settings);

        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(second.Address, ada));
        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(second.Address, stolen));
        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(second.Address, own));
    }

    // What polls bring until there are no more.
    private static async Task<string> RestAsync(PollingCaller caller, HttpResponseMessage first)
    {
        var rest = "";
        for (var answer = first; ; answer = await caller.PollAsync())
        {
            using (answer)
            {
                rest += await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode != HttpStatusCode.OK || rest.Contains("\"type\":7", StringComparison.Ordinal))
                    break;
            }
        }

        Assert.DoesNotContain("later", rest, StringComparison.Ordinal);
        return rest;
    }

    private static async Task PublishAsync(HostedHub hosted)
    {
        await hosted.Get<IChannels>().PublishAsync(ChannelName.Parse("topic:x"), "later", Payload.FromJson("1"));
        await hosted.Get<IChannels>().SignalAsync(ChannelName.Parse("signal:x"), "later", Payload.FromJson("1"));
    }

    private static Task<HttpStatusCode> RevokeAsync(HostedHub hosted, string what, string key = Key) => RevokeAsync(hosted.Address, what, key);

    private static async Task<HttpStatusCode> RevokeAsync(Uri server, string what, string key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/api/v1/{what}/revoke"));
        request.Headers.Add("X-API-Key", key);
        using var answer = await http.SendAsync(request).Within();
        return answer.StatusCode;
    }

    private static Task<HttpStatusCode> NegotiateAsync(HostedHub hosted, string token) => NegotiateAsync(hosted.Address, token);

    private static async Task<HttpStatusCode> NegotiateAsync(Uri server, string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/hub/negotiate?negotiateVersion=1"));
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request).Within();
        return answer.StatusCode;
    }
}
