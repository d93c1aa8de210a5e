using System.IO.Compression;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RealtimeHub.Client;
using RealtimeHub.EndToEnd.Tests.Readme;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.EndToEnd.Tests.Packages;

/// <summary>What users of the NuGet packages have: fresh projects with nothing but them.</summary>
public sealed class NuGetPackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("RealtimeHub.Shared", "Hub.Shared")]
    [InlineData("RealtimeHub.Documents", "Hub.Documents")]
    [InlineData("RealtimeHub.Client", "Hub.Client", "RealtimeHub.Shared", "RealtimeHub.Documents")]
    [InlineData("RealtimeHub.Server", "Hub.Server", "RealtimeHub.Shared", "RealtimeHub.Documents")]
    public void Library_Package_HasDocumentationReadmeLicenseIconAndSymbols(string id, string assembly, params string[] ours)
    {
        using var package = ZipFile.OpenRead(Path.Combine(feed.Path, $"{id}.{PackageFeed.Version}.nupkg"));
        var names = package.Entries.Select(entry => entry.FullName).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string> { $"lib/net10.0/{assembly}.dll", $"lib/net10.0/{assembly}.xml", "README.md", "icon.png", "LICENSE" }, names);
        Assert.DoesNotContain(names, name => name.StartsWith("content", StringComparison.Ordinal));

        var metadata = MetadataOf(package);
        string? Text(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        Assert.Equal((id, PackageFeed.Version, "MIT", "README.md", "icon.png"), (Text("id"), Text("version"), Text("license"), Text("readme"), Text("icon")));
        Assert.NotEmpty(Text("description")!);
        Assert.NotEmpty(Text("tags")!);
        Assert.Matches("^[0-9a-f]{40}$", metadata.Elements().Single(element => element.Name.LocalName == "repository").Attribute("commit")!.Value);
        var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);
        Assert.Equal(ours.Order(StringComparer.Ordinal), dependencies.Where(name => name.StartsWith("RealtimeHub.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        using var symbols = ZipFile.OpenRead(Path.Combine(feed.Path, $"{id}.{PackageFeed.Version}.snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{assembly}.pdb");
    }

    [Fact]
    public async Task Client_ConsoleApplication_RunsTheReadmesExampleOverARestart()
    {
        await using var server = await RestartingServer.StartAsync();
        var project = await feed.NewProjectAsync("reader", "Microsoft.NET.Sdk", "RealtimeHub.Client", server.Here(MarkdownCode.BlocksOf("README.md").Single(block => block.Language == "csharp").Text));
        await PackageFeed.RunAsync(project, "dotnet", "build", "-o", Path.Combine(project, "built"), "-v", "quiet");
        await using var program = await GuardedProcess.StartAsync("dotnet", [Path.Combine(project, "built", "reader.dll")], project);
        await LineAsync(program, "1 headline", "It works");

        await server.RestartAndPublishAsync("Again");

        await LineAsync(program, "2 headline", "Again");
    }

    /// <summary>Trimmed, and with <c>RTHUB_LONG=1</c> compiled ahead of time: its own types go through a context of source-generated metadata, and the warnings are those that the client's readme names.</summary>
    [Fact]
    public async Task Client_TrimmedOrAheadOfTime_PublishesAndReceives()
    {
        var isAhead = Environment.GetEnvironmentVariable("RTHUB_LONG") == "1";
        var project = await feed.NewProjectAsync("trimmed", "Microsoft.NET.Sdk", "RealtimeHub.Client", """
            using System.Text.Json.Serialization;
            using RealtimeHub.Client;
            using RealtimeHub.Shared;

            await using var client = new HubClient(new Uri(args[0]));
            await using var news = await client.SubscribeAsync("topic:news");
            await client.PublishAsync("topic:news", "headline", Payload.From(new Headline("It works"), Json.Default.Headline));
            await foreach (var publication in news)
            {
                Console.WriteLine($"{publication.Offset} {publication.Type} {publication.DataAs(Json.Default.Headline)?.Text}");
                break;
            }

            internal sealed record Headline(string Text);

            [JsonSerializable(typeof(Headline))]
            internal sealed partial class Json : JsonSerializerContext;
            """);
        await using var publish = await GuardedProcess.StartAsync(
            "dotnet",
            ["publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", isAhead ? "-p:PublishAot=true" : "-p:PublishTrimmed=true", "-p:TreatWarningsAsErrors=false", "-o", Path.Combine(project, "out")],
            project);
        Assert.Equal(0, await publish.WaitForExitAsync(TimeSpan.FromMinutes(6)));
        var warnings = publish.Output.Items.Select(line => Regex.Match(line.Text, "warning (IL[0-9]+): Assembly '([^']+)'")).Where(match => match.Success)
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}").Distinct().Order(StringComparer.Ordinal);
        string[] named = ["Hub.Client", "Hub.Shared", "MessagePack"];
        Assert.Equal([.. named.Select(name => "IL2104 " + name), .. isAhead ? named.Select(name => "IL3053 " + name) : []], warnings);
        await using var server = await RestartingServer.StartAsync();

        await using var program = await GuardedProcess.StartAsync(Path.Combine(project, "out", "trimmed"), [new Uri(server.Address, "hub").AbsoluteUri], project);

        await LineAsync(program, "1 headline", "It works");
        Assert.Equal(0, await program.WaitForExitAsync(Limit));
    }

    [Fact]
    public async Task Server_WebApplication_RunsTheEmbeddingPagesProgramWithItsPages()
    {
        var blocks = MarkdownCode.BlocksOf("docs/embedding.md").Where(block => block.Language == "csharp").Select(block => block.Text).ToArray();
        var program = blocks[0].Replace("app.MapRealtimeHub();", blocks[1], StringComparison.Ordinal);
        Assert.Contains("Pages = true", program, StringComparison.Ordinal);
        var project = await feed.NewProjectAsync("shop", "Microsoft.NET.Sdk.Web", "RealtimeHub.Server", program);
        await PackageFeed.RunAsync(project, "dotnet", "build", "-o", Path.Combine(project, "built"), "-v", "quiet");
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        await using var shop = await GuardedProcess.StartAsync(
            "dotnet", [Path.Combine(project, "built", "shop.dll"), "--urls", address.AbsoluteUri, "--environment", "Production", "--Hub:Engine", "memory"], project);
        await shop.Output.FirstAsync(line => line.Text.Contains("RealtimeHub 0.1.0 started", StringComparison.Ordinal), Limit, "the start");
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address };

        using (var login = await http.GetAsync("/login/ann").Within())
            Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        using (var placed = await http.PostAsync("/orders/tea", null).Within())
            Assert.Equal("""{"offset":1}""", await placed.Content.ReadAsStringAsync());
        using (var page = await http.GetAsync("/chat").Within())
            Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("Sign in at", await http.GetStringAsync("/").Within(), StringComparison.Ordinal);

        using var login2 = await http.GetAsync("/login/bob").Within();
        var cookie = string.Join("; ", login2.Headers.GetValues("Set-Cookie").Select(value => value.Split(';')[0]));
        await using var client = new HubClient(new HubClientOptions { Url = new Uri(address, "hub"), Headers = new Dictionary<string, string> { ["Cookie"] = cookie } });
        await using var orders = await client.SubscribeAsync("orders:all", new SubscriptionOptions { Last = 10 }).Within();
        await using var reader = orders.GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync().AsTask().Within());
        Assert.Equal("ann", reader.Current.DataAs<JsonElement>().GetProperty("by").GetString());
        Assert.Equal("bob", client.Welcome!.UserId);
        var refused = await Assert.ThrowsAsync<HubCallException>(() => client.PublishAsync("orders:all", "placed", 1).Within());
        Assert.Equal(Shared.ErrorCode.PermissionDenied, refused.Code);
    }

    [Fact]
    public async Task Console_InstalledAsATool_Runs()
    {
        var tools = Path.Combine(feed.Consumers, "tools");
        await PackageFeed.RunAsync(feed.Consumers, "dotnet", "tool", "install", "RealtimeHub.Console", "--version", PackageFeed.Version, "--tool-path", tools, "--add-source", feed.Path);
        await using var server = await RestartingServer.StartAsync();

        await using var run = await GuardedProcess.StartAsync(Path.Combine(tools, "rthub"), ["pub", "topic:news", "headline", "1", "--url", server.Address.AbsoluteUri], feed.Consumers);

        Assert.Equal(0, await run.WaitForExitAsync(Limit));
    }

    private static XElement MetadataOf(ZipArchive package)
    {
        using var stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private static Task<OutputLine> LineAsync(GuardedProcess program, string start, string text) => program.Output.FirstAsync(
        line => line.Text.StartsWith(start, StringComparison.Ordinal) && line.Text.Contains(text, StringComparison.Ordinal), what: $"{start} … {text}");
}
