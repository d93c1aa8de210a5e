using RealtimeHub.Client;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Client;

/// <summary>The examples of the client's README, run as they stand there.</summary>
public sealed class ReadmeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private sealed record Headline(string Title);

    [Fact]
    public async Task Examples_Run_DoWhatTheySay()
    {
        using var log = new StringWriter();
        await RunAsync(fixture.Server.HubAddress, null, TextWriter.Synchronized(log)).Within();
        Assert.Contains("1: Hello", log.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nHello\n", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_InTheReadme_AreThoseThatRun()
    {
        var source = LinesOf(File.ReadAllText(Repository.PathOf("tests/Hub.EndToEnd.Tests/Client/ReadmeTests.cs")));
        var readme = File.ReadAllText(Repository.PathOf("Hub.Client/README.md"));
        var examples = readme.Split("```csharp\n").Skip(1).Select(part => LinesOf(part.Split("```")[0])).ToList();
        Assert.Equal(2, examples.Count);
        Assert.All(examples, example => Assert.Contains(example, source, StringComparison.Ordinal));
    }

    private static async Task RunAsync(Uri hub, string? token, TextWriter log)
    {
        await using var client = new HubClient(new HubClientOptions
        {
            Url = hub,
            AccessTokenProvider = _ => ValueTask.FromResult<string?>(token),
        });
        client.StateChanged += (_, change) => log.WriteLine($"{change.Current} {change.Error?.Message}");

        await using var subscription = await client.SubscribeAsync("topic:news", new SubscriptionOptions
        {
            Last = 10,
            OnReset = (reset, _) => { log.WriteLine($"missing: {reset.Reason}"); return ValueTask.CompletedTask; },
        });
        await client.PublishAsync("topic:news", "headline", new Headline("Hello"));

        await foreach (var publication in subscription)
        {
            var headline = publication.DataAs<Headline>();
            log.WriteLine($"{publication.Offset}: {headline!.Title}");
            break;
        }

        await using var other = new HubClient(hub);
        var options = new SubscriptionOptions { Last = 1 }
            .On<Headline>("headline", (headline, publication) => log.WriteLine(headline.Title));
        await using var handled = await other.SubscribeAsync("topic:news", options);
    }

    private static string LinesOf(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
