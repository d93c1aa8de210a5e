using RealtimeHub.Client;
using RealtimeHub.Client.Documents;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Client;

/// <summary>The examples of the client's README, run as they stand there.</summary>
public sealed class ReadmeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Examples_Run_DoWhatTheySay()
    {
        using var log = new StringWriter();
        await new Examples(fixture.Server.HubAddress, TextWriter.Synchronized(log)).RunAsync().Within();
        Assert.Contains("1: Hello", log.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nHello\n", log.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("mine\n", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_InTheReadme_AreThoseThatRun()
    {
        var source = LinesOf(File.ReadAllText(Repository.PathOf("tests/Hub.EndToEnd.Tests/Client/ReadmeTests.cs")));
        var readme = File.ReadAllText(Repository.PathOf("Hub.Client/README.md"));
        var examples = readme.Split("```csharp\n").Skip(1).Select(part => part.Split("```")[0]).ToList();
        Assert.Equal(5, examples.Count);
        // A whole program: what is around its statements stands around them here, too.
        Assert.StartsWith("using RealtimeHub.Client;\n", examples[0], StringComparison.Ordinal);
        Assert.EndsWith("\ninternal sealed record Headline(string Title);\n", examples[0], StringComparison.Ordinal);
        examples[0] = examples[0]
            .Replace("using RealtimeHub.Client;\n", "", StringComparison.Ordinal)
            .Replace("\ninternal sealed record Headline(string Title);\n", "", StringComparison.Ordinal)
            .Replace("new Uri(\"http://127.0.0.1:5080/hub\")", "hub", StringComparison.Ordinal);
        Assert.All(examples, example => Assert.Contains(LinesOf(example), source, StringComparison.Ordinal));
    }

    private static string LinesOf(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private sealed record Headline(string Title);

    private sealed class Examples(Uri hub, TextWriter log)
    {
        // Replaces the system's, so that the lines of the examples are those of the README.
        private TextWriter Console => log;

        public async Task RunAsync()
        {
            await RunProgramAsync();
            await RunHandlersAsync(null);
            await RunDocumentAsync();
        }

        private async Task RunDocumentAsync()
        {
            var tokens = new RealtimeHub.Console.Connecting.GuestTokens(hub, "Ann", TimeProvider.System);
            await using var client = new HubClient(new HubClientOptions { Url = hub, AccessTokenProvider = tokens.GetAsync });
            var documents = new DocumentClient(client);
            var made = await documents.CreateDocumentAsync(new CreateDocumentRequest("Shopping list"));
            await using var shared = await documents.OpenDocumentAsync(made.DocumentId);
            shared.Changed += (_, change) => log.WriteLine(change.IsLocal ? "mine" : "theirs");
            shared.Edit(document => document.GetText("content").Insert(0, "- tea\n"));

            // Returns when the server has it on disk, however long there was no connection.
            await shared.SaveAsync();

            shared.Awareness.SetName("Spell checker");
            shared.SetCursor(0, 5);
            shared.Awareness.Changed += (_, _) => log.WriteLine(string.Join(", ", shared.Awareness.Peers.Select(peer => $"{peer.Name} at {shared.CursorOf(peer)?.Head}")));
        }

        private async Task RunProgramAsync()
        {
            await using var client = new HubClient(new HubClientOptions { Url = hub });
            client.StateChanged += (_, change) => Console.WriteLine($"{change.Current} {change.Error?.Message}");

            await using var subscription = await client.SubscribeAsync("topic:news", new SubscriptionOptions
            {
                Last = 10,
                OnReset = (reset, _) => { Console.WriteLine($"missing: {reset.Reason}"); return ValueTask.CompletedTask; },
            });
            await client.PublishAsync("topic:news", "headline", new Headline("Hello"));

            await foreach (var publication in subscription)
            {
                var headline = publication.DataAs<Headline>();
                Console.WriteLine($"{publication.Offset}: {headline!.Title}");
                break;
            }
        }

        private async Task RunHandlersAsync(string? token)
        {
            await using var client = new HubClient(new HubClientOptions
            {
                Url = hub,
                AccessTokenProvider = _ => ValueTask.FromResult<string?>(token),
            });
            var options = new SubscriptionOptions { Last = 1 }
                .On<Headline>("headline", (headline, publication) => log.WriteLine(headline.Title));
            await using var handled = await client.SubscribeAsync("topic:news", options);
        }
    }
}
