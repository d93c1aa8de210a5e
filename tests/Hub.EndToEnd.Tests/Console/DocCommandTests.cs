using System.Text.Json;
using RealtimeHub.Client.Documents;
using RealtimeHub.Console;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Console.Writing;
using RealtimeHub.Documents;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Console;

public sealed class DocCommandTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string id = "doc-" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Edit_AFileThenTheEditor_ChangesWhatDiffers()
    {
        await CreateAsync("Shopping");
        Assert.Equal((ExitCodes.Done, "", "rthub: saved\n"), await RunAsync("doc", "edit", id, Write("list.md", "# List\r\n\r\n- tea\r\n- milk\r\n")));
        Assert.Equal("# List\n\n- tea\n- milk\n\n", (await RunAsync("doc", "show", id)).Out);

        Assert.Equal(ExitCodes.Done, (await RunAsync(["doc", "edit", id, "-", "--append"], "- 🍵 cups\n")).Code);
        // Nothing else reads the variable.
        Environment.SetEnvironmentVariable("VISUAL", "sed -i s/milk/bread/");
        Assert.Equal(ExitCodes.Done, (await RunAsync("doc", "edit", id)).Code);
        Environment.SetEnvironmentVariable("VISUAL", "false");
        Assert.Equal((ExitCodes.Usage, "", "rthub: false ended with 1; nothing was changed\n"), await RunAsync("doc", "edit", id));
        Environment.SetEnvironmentVariable("VISUAL", null);

        Assert.Equal("# List\n\n- tea\n- bread\n- 🍵 cups\n", (await RunAsync("doc", "export", id)).Out);
    }

    [Fact]
    public async Task List_Query_FindsTextsAndShowsWhere()
    {
        await CreateAsync("Shopping");
        var word = "यात्रा" + id[^6..];
        await RunAsync(["doc", "edit", id, "-"], $"one\nहमारी {word} कल\n");

        // A text that was read before the edit is read again some time after it.
        var found = (Code: 0, Out: "", Error: "");
        await TestTimeout.Until(async () => (found = await RunAsync("doc", "list", "--query", word)).Out.Length > 0);
        Assert.Equal(ExitCodes.Done, found.Code);
        Assert.Contains("Shopping  | हमारी", found.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Done, "", ""), await RunAsync("doc", "list", "--query", word + "x"));
    }

    [Fact]
    public async Task Edit_WhileSomeoneWrites_KeepsBoth()
    {
        await CreateAsync("Both");
        await RunAsync(["doc", "edit", id, "-"], "one\ntwo\nthree\n");
        await using var client = new RealtimeHub.Client.HubClient(ServerFixture.Options(
            fixture.Server.HubAddress, options => options with { AccessTokenProvider = new GuestTokens(fixture.Server.HubAddress, "Bob", TimeProvider.System).GetAsync }));
        await using var document = await new DocumentClient(client).OpenDocumentAsync(id);

        // As it was read, before the other wrote.
        var state = document.Read(one => one.EncodeStateAsUpdate());
        document.Edit(one => one.GetText("content").Insert(4, "and a half\n"));
        foreach (var update in TextEdit.UpdatesTo(state, "content", "ONE\ntwo\nthree\nfour\n"))
            document.Edit(one => one.ApplyUpdate(update.Span));
        await document.SaveAsync().Within();

        Assert.Equal("ONE\nand a half\ntwo\nthree\nfour\n", (await RunAsync("doc", "export", id)).Out);
    }

    [Fact]
    public async Task Edit_TwoMebibytes_AreTaken()
    {
        await CreateAsync("Long");
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"line {i} of a long 文書\n"));

        Assert.Equal(ExitCodes.Done, (await RunAsync("doc", "edit", id, Write("long.md", text))).Code);

        var exported = folder.File("copy.md");
        Assert.Equal(ExitCodes.Done, (await RunAsync("doc", "export", id, "-o", exported)).Code);
        Assert.Equal(text, await File.ReadAllTextAsync(exported));
    }

    [Fact]
    public async Task ListAndVersions_OfADocument_WriteThem()
    {
        await CreateAsync("Plain title");
        Assert.Matches($@"^{id}  public  editor  \d{{4}}-\d\d-\d\d \d\d:\d\d  Plain title\n$", (await RunAsync("doc", "list", "--query", id)).Out);
        var listed = JsonSerializer.Deserialize((await RunAsync("doc", "list", "--query", id, "--json")).Out, HubJson.Default.Document)!;
        Assert.Equal((id, DocumentVisibility.Public), (listed.DocumentId, listed.Visibility));

        await RunAsync(["doc", "edit", id, "-"], "first");
        var saved = await RunAsync("doc", "versions", id, "--save", "One", "--json");
        var version = JsonSerializer.Deserialize(saved.Out, HubJson.Default.DocumentVersion)!;
        await RunAsync(["doc", "edit", id, "-"], "second");
        Assert.Equal("first\n", (await RunAsync("doc", "show", id, "--version-id", version.VersionId)).Out);
        Assert.Equal((ExitCodes.Done, ""), (await RunAsync("doc", "versions", id, "--restore", version.VersionId)) is var restored ? (restored.Code, restored.Out) : default);
        Assert.Equal("first\n", (await RunAsync("doc", "show", id)).Out);
        Assert.Matches(@"^\S+  \S+ \S+  \S+  \(automatic\)\n\S+  \S+ \S+  \S+  One\n$", (await RunAsync("doc", "versions", id)).Out);
    }

    [Fact]
    public async Task Export_AllFormats_AreWhatTheySay()
    {
        await CreateAsync("Notes");
        await RunAsync(["doc", "edit", id, "-"], "# Head\n\n**bold** <script>x</script> [bad](javascript:alert(1)) [good](https://example.org)\n");

        var html = (await RunAsync("doc", "export", id, "--format", "html")).Out;
        Assert.Contains("<strong>bold</strong> &lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.org\">good</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", html, StringComparison.Ordinal);
        Assert.StartsWith("Head\nbold <script>x</script> bad good", (await RunAsync("doc", "export", id, "--format", "txt")).Out, StringComparison.Ordinal);
        var file = folder.File("notes.yjs");
        Assert.Equal(ExitCodes.Done, (await RunAsync("doc", "export", id, "--format", "yjs", "-o", file)).Code);
        var document = new YDoc();
        document.ApplyUpdate(await File.ReadAllBytesAsync(file));
        Assert.StartsWith("# Head", document.GetText("content").ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("doc", "export", id, "--format", "yjs")).Code);
    }

    [Fact]
    public async Task Show_HostileTextAndMissingDocument_AreSafeAndRefused()
    {
        await CreateAsync("Hostile");
        await RunAsync(["doc", "edit", id, "-"], "\u001b]0;title\u0007\u202e");
        Assert.DoesNotContain((await RunAsync("doc", "show", id)).Out.TrimEnd('\n'), char.IsControl);

        var missing = await RunAsync("doc", "show", "never-made");
        Assert.Equal((ExitCodes.Refused, ""), (missing.Code, missing.Out));
        Assert.StartsWith("rthub: permission_denied: ", missing.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private async Task CreateAsync(string title) =>
        Assert.Equal(ExitCodes.Done, (await RunAsync("doc", "create", title, "--id", id)).Code);

    private string Write(string name, string text)
    {
        var path = folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, "");

    // Each run is another guest: what one makes is public.
    private async Task<(int Code, string Out, string Error)> RunAsync(string[] arguments, string input)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(new StringReader(input), output, error, IsInteractive: false);
        var code = await Rthub.RunAsync([.. arguments, "--guest", "Ann", "--url", fixture.Server.Address.ToString()], terminal).Within();
        return (code, output.ToString(), error.ToString());
    }
}
