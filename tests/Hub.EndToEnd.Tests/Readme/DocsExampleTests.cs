using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RealtimeHub.Client;
using RealtimeHub.Client.Feeds;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>The examples of the pages in docs/, run as they stand there against a real server.</summary>
public sealed class DocsExampleTests
{
    [Fact]
    public async Task FeedsCurl_PublishesTheValue()
    {
        var command = BlockOf("docs/feeds.md", "bash");
        await using var server = await ServerProcess.StartAsync(new ServerSettings()
            .With("Hub:ApiKeys:0:Name", "rooms").With("Hub:ApiKeys:0:Key", "a-key-of-16-characters-or-more").With("Hub:ApiKeys:0:Scopes", "publish"));

        using var curl = Process.Start(new ProcessStartInfo("bash", ["-c", command.Replace("http://127.0.0.1:5080", server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await curl.StandardOutput.ReadToEndAsync().Within();
        await curl.WaitForExitAsync().Within();

        Assert.Equal(0, curl.ExitCode);
        await using var client = new HubClient(new HubClientOptions { Url = new Uri(server.Address, "/hub") });
        await client.ConnectAsync().Within();
        var state = await client.ReadStateAsync("feed:rooms").Within();
        Assert.True(state.Entries is [{ Key: "kitchen" }], output);
    }

    [Fact]
    public async Task FeedsCommandLines_PublishAFile()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(new ServerSettings { DataPath = folder.File("Hub.Server/data") });
        var lines = MarkdownCode.CommandsOf("docs/feeds.md");
        Assert.Equal(4, lines.Count);
        var script = string.Join('\n', lines.Prepend("set -e"))
            .Replace("dotnet run --project Hub.Console -- ", $"dotnet '{Repository.AssemblyOf("Hub.Console", "rthub")}' --url {server.Address} ", StringComparison.Ordinal);

        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = Path.GetDirectoryName(folder.File("x")),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync().Within();

        Assert.True(bash.ExitCode == 0, await error);
        Assert.StartsWith("2 values published: 2 accepted", await output, StringComparison.Ordinal);
        Assert.Contains("21.5", await output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FeedsJson_IsAConfigurationThatTheServerTakes()
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes("{" + BlockOf("docs/feeds.md", "json") + "}"));
        var options = new ConfigurationBuilder().AddJsonStream(json).Build().AsEnumerable().Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);
        Assert.Contains("Hub:Feeds:rates:Http:Mapping:Items", options.Keys);

        await using var server = await ServerProcess.StartAsync(new ServerSettings { Options = options });
        await using var client = new HubClient(new HubClientOptions { Url = new Uri(server.Address, "/hub") });
        await client.ConnectAsync().Within();

        Assert.Contains(await new FeedClient(client).ListFeedsAsync().Within(), feed => feed.Name == "rates");
    }

    [Fact]
    public async Task CollaborationProvider_WritesIntoTheDocument()
    {
        await using var server = await ServerProcess.StartAsync();
        using var folder = new TempFolder();
        Directory.CreateSymbolicLink(folder.File("node_modules"), Repository.PathOf("tests/interop/node_modules"));
        var script = folder.File("provider.mjs");
        await File.WriteAllTextAsync(script, $$"""
            import * as Y from "yjs";
            import WebSocket from "ws";
            import { WebsocketProvider } from "y-websocket";
            import { HubConnectionBuilder } from "@microsoft/signalr";
            globalThis.WebSocket ??= WebSocket;
            const [address] = process.argv.slice(2);
            const body = JSON.stringify({ name: "Ann" });
            const { token } = await (await fetch(new URL("/auth/guest", address), { method: "POST", headers: { "Content-Type": "application/json" }, body })).json();
            const hub = new HubConnectionBuilder().withUrl(new URL("/hub", address).href, { accessTokenFactory: () => token }).build();
            hub.on("Welcome", () => {});
            await hub.start();
            const { documentId } = await hub.invoke("CreateDocument", { title: "Plan / 计划" });
            const doc = new Y.Doc();
            doc.getText("content").insert(0, "written by a provider");
            const provider = {{BlockOf("docs/collaboration.md", "js").Replace("'wss://example.org/yjs'", "address.replace('http', 'ws') + 'yjs'", StringComparison.Ordinal)}};
            while (true) {
              const { text } = await hub.invoke("ReadText", { documentId, name: "content" });
              if (text.length > 0) {
                console.log(JSON.stringify({ text }));
                process.exit(0);
              }
              await new Promise((resolve) => setTimeout(resolve, 100));
            }
            """);

        await using var node = await NodeScript.StartAsync(script, [server.Address.ToString()]);

        Assert.Equal("written by a provider", (await node.FirstAsync(_ => true)).GetProperty("text").GetString());
    }

    private static string BlockOf(string page, string language) => MarkdownCode.BlocksOf(page).Single(block => block.Language == language).Text;
}
