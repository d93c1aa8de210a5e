using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RealtimeHub.Client;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.EndToEnd.Tests.Start;

/// <summary>Tokens on the real server: how long they may be, and that none reaches its log.</summary>
public sealed class TokenTests
{
    private const string Secret = "a secret of at least thirty-two bytes";

    private static readonly SigningKey Key = new(null, Encoding.UTF8.GetBytes(Secret));

    [Fact]
    public async Task Token_AsLongAsItMayBe_IsAcceptedInQueryAndHeaderAlike()
    {
        await using var server = await ServerProcess.StartAsync(new ServerSettings { Environment = "Production" }.With("Hub:Auth:Keys:0:Secret", Secret));
        using var http = new HttpClient { BaseAddress = server.Address };

        foreach (var (length, expected) in new[] { (8_150, HttpStatusCode.OK), (TokenGuard.MaxBytes, HttpStatusCode.OK), (TokenGuard.MaxBytes + 4, HttpStatusCode.Unauthorized) })
        {
            var token = TokenOf("ann", length);
            Assert.Equal(expected, await NegotiateAsync(http, "", token));
            Assert.Equal(expected, await NegotiateAsync(http, "&access_token=" + token, null));
        }

        // By WebSocket, as a browser comes.
        using var hub = await RawHub.ConnectAsync(server.HubAddress, "?access_token=" + TokenOf("ann", TokenGuard.MaxBytes));
        Assert.Equal("ann", (await hub.CallbackAsync("Welcome")).GetProperty("userId").GetString());
        Assert.Equal(HttpStatusCode.RequestUriTooLong, await NegotiateAsync(http, "&access_token=" + new string('x', 17 * 1024), null));
    }

    [Theory]
    [InlineData("simple")]
    [InlineData("json")]
    public async Task Tokens_OnEveryTransportWithEverythingLogged_AreInNoLine(string formatter)
    {
        var settings = new ServerSettings { Environment = "Production", Port = FreePort.Find() }
            .With("Hub:Auth:Keys:0:Secret", Secret)
            .With("Logging:LogLevel:Default", "Trace")
            .With("Logging:Console:LogLevel:Default", "Trace")
            .With("Logging:Console:LogLevel:Microsoft.AspNetCore.SignalR*", "Trace")
            .With("Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics*", "Trace")
            .With("Logging:Console:FormatterName", formatter)
            .With("Logging:Console:FormatterOptions:IncludeScopes", "true");
        await using var server = await ServerProcess.LaunchAsync(settings);
        var hubAddress = new Uri($"http://127.0.0.1:{settings.Port}/hub");
        await server.Log.FirstAsync(line => line.Text.Contains("Now listening on", StringComparison.Ordinal));
        var secrets = new List<string>();

        foreach (var transport in new[] { HubTransports.WebSockets, HubTransports.ServerSentEvents, HubTransports.LongPolling })
        {
            var (first, second, foreign) = (TokenOf("ann", 300), TokenOf("ann", 301), TokenOf("bea", 302));
            secrets.AddRange([first, second, foreign]);
            await using var client = new HubClient(new HubClientOptions
            {
                Url = hubAddress,
                Transports = transport,
                AccessTokenProvider = _ => ValueTask.FromResult<string?>(first),
            });
            await client.PublishAsync("topic:a", "n", 1).Within();
            await client.RefreshTokenAsync(second).Within();
            await Assert.ThrowsAnyAsync<Exception>(() => client.RefreshTokenAsync(foreign).Within());
            await Assert.ThrowsAnyAsync<Exception>(() => client.RefreshTokenAsync("a-canary-that-is-no-token").Within());
        }

        using (var raw = await RawHub.ConnectAsync(hubAddress, "?access_token=" + secrets[0]))
        {
            await raw.InvokeAsync("RefreshToken", """{"token":"a-canary-that-is-no-token"}""");
            await raw.InvokeAsync("RefreshToken", """{"token":["a-canary-that-is-no-token"]}""");
        }

        await server.StopAsync();
        var lines = server.Log.Items.Select(line => line.Text).ToList();
        Assert.Contains(lines, line => line.Contains("Trace", StringComparison.Ordinal) || line.Contains("trce", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("canary", StringComparison.Ordinal));
        // The signature is what makes a token a secret; its first part says nothing.
        Assert.DoesNotContain(lines, line => secrets.Exists(secret => line.Contains(secret.Split('.')[1][..40], StringComparison.Ordinal)));
    }

    private static async Task<HttpStatusCode> NegotiateAsync(HttpClient http, string query, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "hub/negotiate?negotiateVersion=1" + query);
        if (header is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", header);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>The longest token of at most this length: base64 doesn't have every length.</summary>
    private static string TokenOf(string userId, int length)
    {
        var expires = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        string Padded(int pad) => JwtWriter.Seal(
            Encoding.UTF8.GetBytes($$"""{"sub":"{{userId}}","exp":{{expires}},"pad":"{{new string('p', pad)}}"}"""), Key);

        var pad = (length - Padded(0).Length) * 3 / 4;
        while (Padded(pad + 1).Length <= length)
            pad++;
        return Padded(pad);
    }
}
