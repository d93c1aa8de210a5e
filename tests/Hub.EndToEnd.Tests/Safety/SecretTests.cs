using System.Net.Http.Headers;
using System.Text;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>What clients and programs send is in no line of the log, although everything is logged. The end of each server looks for it.</summary>
[Trait("Safety", "B13")]
public sealed class SecretTests
{
    private readonly List<string> answers = [];

    [Theory]
    [InlineData("simple")]
    [InlineData("json")]
    public async Task Canaries_InTokensQueriesAndPayloads_AreInNoLineAndNoError(string formatter)
    {
        var settings = new ServerSettings { Port = FreePort.Find() }
            .With("Hub:ApiKeys:0:Name", "program").With("Hub:ApiKeys:0:Key", Secrets.NewCanary()).With("Hub:ApiKeys:0:Scopes", "publish")
            .With("Logging:LogLevel:Default", "Trace").With("Logging:LogLevel:Microsoft.AspNetCore", "Trace")
            .With("Logging:Console:LogLevel:Default", "Trace").With("Logging:Console:LogLevel:Microsoft.AspNetCore*", "Trace")
            .With("Logging:Console:FormatterName", formatter).With("Logging:Console:FormatterOptions:IncludeScopes", "true");
        await using var server = await ServerProcess.LaunchAsync(settings);
        await server.Log.FirstAsync(line => line.Text.Contains("Now listening on", StringComparison.Ordinal));
        var address = new Uri($"http://127.0.0.1:{settings.Port}/");

        await CallAsync(new Uri(address, "hub"));
        await PollAsync(address);
        await PostAsync(address);
        await BreakAsync(new Uri(address, "hub"));

        Assert.Equal(0, await server.StopAsync());
        Assert.Contains(server.Log.Items, line => line.Text.Contains("Microsoft.AspNetCore.SignalR", StringComparison.Ordinal));
        Assert.DoesNotContain(answers, answer => answer.Contains(Secrets.Canary, StringComparison.Ordinal));
    }

    // Of what a program sends an answer may repeat the name of a channel or field, and no value.
    private async Task CallAsync(Uri hub)
    {
        using var caller = await RawHub.ConnectAsync(hub, "?room=" + Secrets.NewCanary());
        (string Method, string Argument)[] calls =
        [
            ("Publish", """{"channel":"topic:a","type":"t","data":"SECRET","idempotencyKey":"SECRET"}"""),
            ("Publish", """{"channel":"topic:a","type":"t","data":{"SECRET":1,"__proto__":1}}"""),
            ("Publish", """{"channel":"topic:a","type":"t","data":"SECRET","expectedOffset":"SECRET"}"""),
            ("Publish", """{"channel":"map:a","type":"t","data":"SECRET"}"""),
            ("Signal", """{"channel":"topic:a","type":"t","data":"SECRET"}"""),
            ("UpdatePresence", """{"channel":"topic:a","data":"SECRET"}"""),
            ("PostMessage", """{"room":"a","text":"SECRET"}"""),
            ("PublishUpdates", """{"feed":"a","updates":[{"key":"k","fields":{"f":"SECRET"}}]}"""),
            ("PushUpdate", """{"documentId":"a","update":"SECRET"}"""),
            ("UseLink", """{"secret":"SECRET"}"""),
            ("RefreshToken", """{"token":"SECRET"}"""),
            ("RefreshToken", """{"token":{"a":"SECRET"}}"""),
            ("ReadHistory", $"\"{Secrets.NewCanary()}\""),
            ("NoSuchMethod", $"\"{Secrets.NewCanary()}\""),
        ];
        await caller.InvokeAsync("Subscribe", """{"channel":"topic:a"}""");
        foreach (var (method, argument) in calls)
            answers.Add((await caller.InvokeAsync(method, Fill(argument))).ToString());
    }

    private static async Task PollAsync(Uri address)
    {
        using var caller = await PollingCaller.ConnectAsync(address, null);
        await caller.InvokeAsync("Publish", Fill("""{"channel":"topic:a","type":"t","data":"SECRET"}"""));
    }

    private async Task PostAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        foreach (var path in new[] { "auth/guest", "api/v1/feeds/a/updates", "hub/negotiate", "hub?id=" + Secrets.NewCanary(), "missing?secret=" + Secrets.NewCanary() })
        {
            foreach (var body in new[] { """{"name":["SECRET"]}""", Secrets.NewCanary(), "\u001b[31m\n" + Secrets.NewCanary() })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Fill(body)) };
                request.Headers.TryAddWithoutValidation("X-API-Key", Secrets.NewCanary());
                request.Headers.TryAddWithoutValidation("Cookie", Secrets.NewCanary());
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secrets.NewCanary());
                using var answer = await http.SendAsync(request).Within();
                answers.Add(await answer.Content.ReadAsStringAsync());
            }
        }
    }

    private static async Task BreakAsync(Uri hub)
    {
        foreach (var garbage in new[] { Secrets.NewCanary() + "\u001e", """{"type":"SECRET"}""" + "\u001e", """{"type":1,"target":"SECRET","arguments":{}}""" + "\u001e" })
        {
            using var caller = await RawHub.ConnectAsync(hub);
            await caller.WriteAsync(Fill(garbage));
            while (await caller.ReadAsync() is not null)
            {
            }
        }

        using var socket = await RawWebSocket.ConnectAsync(hub);
        await socket.SendFrameAsync(new RawFrame(Opcode.Text, Encoding.UTF8.GetBytes(Fill("""{"protocol":"SECRET","version":1}""" + "\u001e"))));
        while (await socket.ReadFrameAsync() is { Opcode: not Opcode.Close })
        {
        }
    }

    private static string Fill(string text) => text.Replace("SECRET", Secrets.NewCanary(), StringComparison.Ordinal);
}
