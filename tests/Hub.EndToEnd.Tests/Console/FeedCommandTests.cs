using System.Text;
using System.Text.RegularExpressions;
using RealtimeHub.Client;
using RealtimeHub.Client.Feeds;
using RealtimeHub.Console;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Console;

/// <summary>A server to whose feeds everyone may publish.</summary>
public sealed class OpenFeedsFixture : ServerFixture
{
    protected override ServerSettings Settings { get; } = new ServerSettings().With("Hub:Namespaces:feed:Publish", "anyone");
}

public sealed class FeedCommandTests(OpenFeedsFixture fixture) : IClassFixture<OpenFeedsFixture>, IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string feed = "rooms-" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Import_Csv_PublishesColumnsAsFieldsOfTheirTypes()
    {
        var file = Write("rooms.csv", "room;temperature;open;note\nkitchen;21.50;true;\"warm; \"\"cosy\"\"\"\nhall;-3;false;\ncellar;;;7\n");

        var run = await RunAsync("feed", "import", file, "--feed", feed, "--key-field", "room");

        Assert.Equal((ExitCodes.Done, "3 values published: 3 accepted, 0 older than what is there\n"), (run.Code, run.Out));
        Assert.Equal(
            [
                """cellar {"temperature":null,"open":null,"note":"7"}""",
                """hall {"temperature":-3,"open":false,"note":null}""",
                """kitchen {"temperature":21.50,"open":true,"note":"warm; \"cosy\""}""",
            ],
            await ValuesAsync());
    }

    [Fact]
    public async Task Import_Ndjson_TakesUpdatesAndFlatObjects()
    {
        var file = Write(feed + ".ndjson", """
            {"key":"a","fields":{"n":1,"x":true},"version":5}
            {"key":"a","fields":{"n":2},"version":4}

            {"key":"b","n":7}
            {"key":"a","fields":{"n":3},"patch":true}
            {"key":"b","removed":true}
            """);

        var run = await RunAsync("feed", "import", file, "--json");

        Assert.Equal((ExitCodes.Done, """{"lines":5,"accepted":4,"ignored":1}""" + "\n"), (run.Code, run.Out));
        Assert.Equal(["""a {"n":3,"x":true}"""], await ValuesAsync());
    }

    [Fact]
    public async Task Import_PatchFromTheInput_KeepsOtherFields()
    {
        await RunAsync(["feed", "import", "-", "--feed", feed, "--format", "csv"], "key,n,m\na,1,1\n");
        var run = await RunAsync(["feed", "import", "-", "--feed", feed, "--format", "ndjson", "--key-field", "id", "--patch"], """{"id":"a","n":2}""");

        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Equal(["""a {"n":2,"m":1}"""], await ValuesAsync());
    }

    [Fact]
    public async Task Import_ManyLines_ArePublishedInBatchesAndCounted()
    {
        var file = Write("many.csv", "key,n\n" + string.Concat(Enumerable.Range(0, 120_000).Select(i => $"k{i % 100},{i}\n")));

        var run = await RunAsync("feed", "import", file, "--feed", feed, "--batch", "1000");

        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("100000 values published", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("120000 values published: 120000 accepted", run.Out, StringComparison.Ordinal);
        Assert.Contains("""k0 {"n":119900}""", await ValuesAsync());
    }

    [Fact]
    public async Task Import_OnATerminal_ShowsABar()
    {
        var file = Write("bar.csv", "key,n\na,1\nb,2\n");

        var run = await RunAsync(["feed", "import", file, "--feed", feed], "", showsProgress: true);

        Assert.Equal((ExitCodes.Done, "2 values published: 2 accepted, 0 older than what is there\n"), (run.Code, run.Out));
        Assert.Contains("2 values", run.Error, StringComparison.Ordinal);
        Assert.Contains("100%", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_RefusedInASecondBatch_NamesTheLineAndLeavesTheFirst()
    {
        var file = Write("bad.ndjson", """
            {"key":"a","n":1}
            {"key":"b","n":2}
            {"key":"c","n":3}
            {"key":"d","n":"four"}
            """);

        var run = await RunAsync("feed", "import", file, "--feed", feed, "--batch", "2");

        Assert.Equal((ExitCodes.Refused, ""), (run.Code, run.Out));
        Assert.StartsWith("rthub: bad_request: line 4: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("The 2 values before line 3 were taken, and nothing from there on\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(["""a {"n":1}""", """b {"n":2}"""], await ValuesAsync());
    }

    [Theory]
    [InlineData("a.csv", "", "the file is empty; its first line must have the names of the columns. Nothing was taken")]
    [InlineData("a.csv", "id,n\na,1\n", "line 1: there is no column key, but id, n; name the one that has the key with --key-field")]
    [InlineData("a.csv", "key,n,n\na,1,2\n", "line 1: the column n is there twice")]
    [InlineData("a.csv", "key,n\na,1\nb\n", "line 3: it has 1 columns; the first line has 2")]
    [InlineData("a.csv", "key,n\n,1\n", "line 2: key is empty; it must have the key")]
    [InlineData("a.csv", "key,n\na,1\"2\n", "line 2: a quote is not closed or stands in the middle of a value")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"n\":1}\n\n{oops\n", "line 3: it is not JSON (see character 2)")]
    [InlineData("a.ndjson", "[1]\n", "line 1: it is no JSON object")]
    [InlineData("a.ndjson", "{\"n\":1}\n", "line 1: it has no key; name the member that has the key with --key-field")]
    [InlineData("a.ndjson", "{\"key\":true}\n", "line 1: key must be a text or a number")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"v\":1,\"v\":2}", "line 1: v is there twice. Nothing was taken")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"fields\":{\"v\":1,\"v\":2}}", "line 1: v is there twice. Nothing was taken")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"key\":\"b\",\"v\":1}", "line 1: key is there twice")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"v\":\"\\ud800\"}", "line 1: v has half of a surrogate pair. Nothing was taken")]
    [InlineData("a.ndjson", "{\"key\":\"\\udc00\",\"v\":1}", "line 1: key has half of a surrogate pair")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"\\ud800\":1}", "line 1: the name of a member has half of a surrogate pair")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"fields\":{\"v\":1},\"version\":1.5}", "line 1: version must be a whole number. Nothing was taken")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"fields\":{\"v\":1},\"patch\":1}", "line 1: patch must be true or false")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"fields\":{\"v\":1}}\n{\"key\":\"a\",\"fields\":{\"v\":1},\"versoin\":3}", "line 2: versoin is no member of an update; beside fields there are key, patch, removed, sourceTime, version. Nothing")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"v\":{\"w\":[1]}}", "line 1: v must be a number, a text, true, false or null")]
    [InlineData("a.ndjson", "{\"key\":\"äöü\",v\":1}", "line 1: it is not JSON (see character 14)")]
    [InlineData("a.txt", "", "the ending of *a.txt doesn't say what it is; give --format csv or --format ndjson")]
    public async Task Import_WrongFile_SaysWhereAndTakesNothing(string name, string text, string expected)
    {
        var run = await RunAsync("feed", "import", Write(name, text), "--feed", feed);

        Assert.Equal((ExitCodes.Usage, ""), (run.Code, run.Out));
        Assert.Matches("^rthub: " + Regex.Escape(expected).Replace("\\*", ".*", StringComparison.Ordinal), run.Error);
        Assert.DoesNotContain("CsvHelper", run.Error, StringComparison.Ordinal);
        Assert.Empty(await ValuesAsync());
    }

    [Theory]
    [InlineData("a.csv", "key,ort\na,Z\u00fcrich\n", 2)]
    [InlineData("a.csv", "key,ort\na,\"x\ny\u00ff\u00fe\"\n", 3)]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"v\":1}\n\n{\"key\":\"\u00ff\u00fe\",\"v\":1}\n", 3)]
    [InlineData("a.ndjson", "\u00ff\u00fe{\u0000}\u0000", 1)]
    public async Task Import_NotUtf8_NamesTheLineAndTakesNothing(string name, string latin, int line)
    {
        var path = folder.File(name);
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes(latin));

        var run = await RunAsync("feed", "import", path, "--feed", feed);

        Assert.Equal((ExitCodes.Usage, "", $"rthub: line {line}: it is not UTF-8. Nothing was taken\n"), (run.Code, run.Out, run.Error));
        Assert.Empty(await ValuesAsync());
    }

    [Fact]
    public async Task Import_NotUtf8InASecondBatch_TakesTheFirst()
    {
        var path = folder.File("late.csv");
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes("key,n\n" + string.Concat(Enumerable.Range(0, 1_200).Select(i => $"k{i},{i}\n")) + "z\u00fc,1\n"));

        var run = await RunAsync("feed", "import", path, "--feed", feed);

        Assert.Equal("rthub: line 1202: it is not UTF-8. The 1000 values before line 1002 were taken, and nothing from there on\n", run.Error);
    }

    [Theory]
    [InlineData("a.csv", "key,ort\na,Zürich\n")]
    [InlineData("a.ndjson", "{\"key\":\"a\",\"ort\":\"Zürich\"}\n")]
    public async Task Import_ByteOrderMark_IsLeftOut(string name, string text)
    {
        var path = folder.File(name);
        await File.WriteAllTextAsync(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal(ExitCodes.Done, (await RunAsync("feed", "import", path, "--feed", feed)).Code);
        Assert.Equal(["""a {"ort":"Zürich"}"""], await ValuesAsync());
    }

    [Fact]
    public async Task Import_WholeNumbersInOtherSpelling_AreTaken()
    {
        var file = Write("v.ndjson", """
            {"key":5,"fields":{"n":1},"version":2.0}
            {"key":"5","fields":{"n":2},"version":1}
            """);

        Assert.Contains("1 accepted, 1 older", (await RunAsync("feed", "import", file, "--feed", feed)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ACellThatDoesNotFitItsColumn_NamesLineAndColumn()
    {
        var file = Write("late.csv", "key,n\n" + string.Concat(Enumerable.Range(0, 1_500).Select(i => $"k{i},{i}\n")) + "last,many\n");

        var run = await RunAsync("feed", "import", file, "--feed", feed);

        Assert.Equal("rthub: line 1502: n is many; above it is always a number. The 1500 values before it were taken\n", run.Error);
    }

    [Theory]
    [InlineData("can't be read", "feed", "import", "nowhere.csv")]
    [InlineData("the input has no name; give the feed's with --feed", "feed", "import", "-", "--format", "csv")]
    [InlineData("--batch must be a whole number from 1 to 1000", "feed", "import", "a.csv", "--batch", "1001")]
    public async Task Import_WrongCommandLine_SaysWhy(string expected, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal((ExitCodes.Usage, ""), (run.Code, run.Out));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_KeysAndRate_WritesThese()
    {
        await RunAsync(["feed", "import", "-", "--feed", feed, "--format", "csv"], "key,n\na,1\nb,2\nc,3\n");

        await using var process = await GuardedProcess.StartAsync(
            "env",
            ["--default-signal=INT", "dotnet", Repository.AssemblyOf("Hub.Console", "rthub"), "watch", "feed:" + feed, "--keys", "a,c", "--rate", "2", "--url", fixture.Server.Address.ToString()],
            Repository.Root);
        var lines = await process.Output.UntilAsync(lines => lines.Count(line => !line.IsError) == 2);
        process.Send(ProcessSignal.Interrupt);
        Assert.Equal(ExitCodes.Done, await process.WaitForExitAsync());

        Assert.Equal(["a", "c"], lines.Where(line => !line.IsError).Select(line => line.Text.Split("  ")[3]));
    }

    [Fact]
    public async Task Watch_OnATerminal_HasAColumnForEachField()
    {
        await RunAsync(["feed", "import", "-", "--feed", feed, "--format", "csv"], "key,temperature,note\nkitchen,21.5,warm\nhall,17,cold\n");
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(new StringReader(""), TextWriter.Synchronized(output), error, IsInteractive: true);

        var running = Rthub.RunAsync(["watch", "feed:" + feed, "--key", "kitchen", "--rate", "2", "--url", fixture.Server.Address.ToString()], terminal, stop.Token);
        await TestTimeout.Until(() => Shown().Contains("warm", StringComparison.Ordinal));
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Done, await running.Within());
        Assert.Matches(@"key\s*│\s*temperature\s*│\s*note", Shown());
        Assert.Matches(@"kitchen\s*│\s*21\.5\s*│\s*warm", Shown());
        Assert.Contains("at most 2 a second and key", Shown(), StringComparison.Ordinal);
        Assert.DoesNotContain("cold", Shown(), StringComparison.Ordinal);

        string Shown()
        {
            lock (terminal.Out)
                return output.ToString();
        }
    }

    [Theory]
    [InlineData("watch")]
    [InlineData("sub")]
    public async Task Watch_NoSuchFeed_SaysSoOnce(string command)
    {
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        var terminal = new Terminal(new StringReader(""), TextWriter.Null, TextWriter.Synchronized(error), IsInteractive: false);

        var running = Rthub.RunAsync([command, "feed:" + feed, "--url", fixture.Server.Address.ToString()], terminal, stop.Token);
        await TestTimeout.Until(() => Told().Contains($"there is no feed {feed} yet", StringComparison.Ordinal));
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Done, await running.Within());
        Assert.Single(Regex.Matches(Told(), "there is no feed"));

        string Told()
        {
            lock (terminal.Error)
                return error.ToString();
        }
    }

    [Fact]
    public async Task Watch_NoSuchFeedOnATerminal_SaysSo()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        var terminal = new Terminal(new StringReader(""), TextWriter.Synchronized(output), TextWriter.Null, IsInteractive: true) { Columns = () => 200 };

        var running = Rthub.RunAsync(["watch", "feed:" + feed, "--url", fixture.Server.Address.ToString()], terminal, stop.Token);
        await TestTimeout.Until(() => Shown().Contains("no such feed yet", StringComparison.Ordinal) || Shown().Contains("no such", StringComparison.Ordinal));
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Done, await running.Within());

        string Shown()
        {
            lock (terminal.Out)
                return output.ToString();
        }
    }

    public void Dispose() => folder.Dispose();

    private string Write(string name, string text)
    {
        var path = folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<IReadOnlyList<string>> ValuesAsync()
    {
        await using var client = fixture.Client();
        var page = await client.ReadStateAsync("feed:" + feed).Within();
        return [.. page.Entries.Select(entry => $"{entry.Key} {Encoding.UTF8.GetString(entry.Data.ToJson().Bytes.Span)}")];
    }

    private Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, "");

    private async Task<(int Code, string Out, string Error)> RunAsync(string[] arguments, string input, bool showsProgress = false)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(new StringReader(input), output, error, IsInteractive: false) { ShowsProgress = showsProgress };
        var code = await Rthub.RunAsync([.. arguments, "--url", fixture.Server.Address.ToString()], terminal).Within();
        return (code, output.ToString(), error.ToString());
    }
}
