using System.Text;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Replay;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Sources.Replay;

public sealed class ReplaySourceTests : IDisposable
{
    private const string Csv = "time,key,price,name\n2026-11-30T10:00:00Z,A,1.50,\"Alpha, Inc.\"\n2026-11-30T10:00:00Z,B,2,\n2026-11-30T10:00:10Z,A,1.6,007\n";
    private readonly TimerWatch time = new();
    private readonly TempFolder folder = new();
    private readonly ReplayOptions options = new() { Time = "time" };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, 1)]
    public async Task Read_CsvWithTimes_GivesWhatHappenedTogetherAndWaitsAsTheSpeedSays(double speed, double seconds)
    {
        options.Speed = speed;
        await using var reader = ReadCsv(Csv);

        // Digits stay as they are in the file.
        Assert.Equal("""A{"price":1.50,"name":"Alpha, Inc."} B{"price":2,"name":null}""", await reader.NextAsync());
        var next = reader.NextAsync();
        await time.TimerArmedAsync().Within();
        time.Advance(TimeSpan.FromSeconds(seconds - 0.01));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.01));
        Assert.Equal("""A{"price":1.6,"name":"007"}""", await next);
        Assert.Null(await reader.NextAsync());
    }

    [Fact]
    public async Task Read_AsFastAsPossible_NeverWaits()
    {
        options.Speed = 0;
        var rows = string.Concat(Enumerable.Range(0, 1_200).Select(i => $"2026-11-30T10:{i / 60 % 60:00}:{i % 60:00}Z,k{i},{i},x\n"));
        await using var reader = ReadCsv("time,key,price,name\n" + rows);

        var batches = await reader.AllAsync();

        Assert.Equal([500, 500, 200], batches.Select(batch => batch.Count(c => c == '{')));
    }

    [Fact]
    public async Task Read_Loop_BeginsAgain()
    {
        (options.Loop, options.Speed) = (true, 0);
        await using var reader = ReadCsv(Csv);
        var first = await reader.NextAsync();

        var second = reader.NextAsync();
        await time.TimerArmedAsync().Within();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(first, await second);
    }

    [Fact]
    public async Task Read_RowsWithoutTimes_AreOneAnInterval()
    {
        (options.Time, options.Interval) = ("", TimeSpan.FromSeconds(2));
        await using var reader = ReadCsv("key,v\na,1\na,2\n");

        Assert.Equal("""a{"v":1}""", await reader.NextAsync());
        var next = reader.NextAsync();
        await time.TimerArmedAsync().Within();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("""a{"v":2}""", await next);
    }

    [Theory]
    [InlineData("", "its file is empty; the first line must name the columns")]
    [InlineData("time,id\n", "its file has no column key")]
    [InlineData("key,v\na,1\n", "its file has no column time")]
    [InlineData("time,key,v\n1782900000,a,1\n1782900000,a\n", "line 3 has 2 columns, and the first line 3")]
    [InlineData("time,key,v\n1782900000,a,1\nnoon,a,2\n", "line 3 has a time that is neither ISO 8601 nor a Unix time")]
    [InlineData("time,key,v\n1782900000,a,\"1\"2\n", "line 2 is no row of CSV, or has a value of more than 65536 characters")]
    public async Task Read_CsvThatIsMalformed_FailsAndNamesTheLine(string text, string message)
    {
        await using var reader = ReadCsv(text);

        Assert.Equal(message, await Assert.ThrowsAsync<SourceFailedException>(reader.AllAsync) is { } failure ? failure.Message : "");
    }

    [Theory]
    [InlineData(0, "ndjson")]
    [InlineData(0, "csv")]
    [InlineData(1, "ndjson")]
    [InlineData(1, "csv")]
    public async Task Read_MalformedLine_GivesTheRowsBeforeItAndThenFails(double speed, string kind)
    {
        (options.Time, options.Speed) = ("", speed);
        await using var reader = kind == "csv"
            ? ReadCsv("key,v\nfirst,1\nsecond,2\nbroken\n")
            : ReadNdjson("""{"key":"first","v":1}""" + "\n" + """{"key":"second","v":2}""" + "\nbroken\n");
        var given = await reader.NextAsync();
        if (speed > 0)
        {
            var next = reader.NextAsync();
            await time.TimerArmedAsync().Within();
            time.Advance(options.Interval);
            given += " " + await next;
        }

        Assert.Equal("""first{"v":1} second{"v":2}""", given);
        Assert.StartsWith(kind == "csv" ? "line 4 has 1 columns" : "line 3 is not JSON", await reader.FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NdjsonWithHalfASurrogatePair_FailsNamingTheLineOrLeavesTheValueToTheRules()
    {
        options.Time = "";
        await using var name = ReadNdjson("""{"key":"a","\ud800":1}""");
        Assert.StartsWith("line 1 has a name or a key with half of a surrogate pair", await name.FailureAsync(), StringComparison.Ordinal);
        await using var value = ReadNdjson("""{"key":"a","v":"\ud800"}""");
        Assert.Equal("""a{"v":"\ud800"}""", await value.NextAsync());
    }

    [Fact]
    public async Task Read_DeclaredTypes_SayWhatATextIs()
    {
        options.Time = "";
        await using var reader = ReadCsv("key,zip,on\na,1010,true\n", new FeedField("zip", FeedFieldType.String), new FeedField("on", FeedFieldType.Boolean));

        Assert.Equal("""a{"zip":"1010","on":true}""", await reader.NextAsync());
    }

    [Fact]
    public async Task Read_Ndjson_TakesFlatObjectsAndUpdates()
    {
        options.Time = "t";
        await using var reader = ReadNdjson("\uFEFF" + """
            {"t":1782900000,"key":"a","v":1.0,"name":"A"}

            {"t":1782900000000,"key":"b","fields":{"v":2},"patch":true}
            {"t":"2026-07-01T10:00:00Z","key":"c","removed":true}
            """);

        Assert.Equal("""a{"v":1.0,"name":"A"} b+{"v":2} -c""", await reader.NextAsync());
    }

    [Theory]
    [InlineData("""{"key":"a","v":1}x""", "line 1 is not JSON")]
    [InlineData("\n[1]", "line 2 is not an object")]
    [InlineData("""{"v":1}""", "line 1 has no key")]
    [InlineData("""{"key":"a","fields":{"v":1e400}}""", "line 1: fields.v must not contain numbers beyond the range of a float64")]
    [InlineData("""{"key":"a","fields":{},"version":"x"}""", "line 1 is no update as PublishUpdates takes them")]
    public async Task Read_NdjsonThatIsMalformed_FailsAndNamesTheLine(string text, string message)
    {
        options.Time = "";
        await using var reader = ReadNdjson(text);

        Assert.Equal(message, await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_NdjsonWithAHugeLine_FailsWithoutReadingItAll()
    {
        options.Time = "";
        await using var reader = ReadNdjson("""{"key":"a","v":"x"}""" + "\n" + new string('x', 3 << 20));

        Assert.Equal("""a{"v":"x"}""", await reader.NextAsync());
        Assert.Equal("line 2 has more than 1048576 bytes", await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_NoFile_FailsWithoutItsPath()
    {
        var source = new ReplaySource("t", "csv", folder.File("none"), options, new CsvRows(options, new FieldTypes([])), time);
        await using var reader = new SourceReader(source);

        Assert.Equal("its file can't be opened; the server's log says why", await reader.FailureAsync());
    }

    private SourceReader ReadCsv(string text, params FeedField[] declared) => Read(text, "csv", new CsvRows(options, new FieldTypes(declared)));

    private SourceReader ReadNdjson(string text) => Read(text, "ndjson", new NdjsonRows(options));

    private SourceReader Read(string text, string kind, IRowReader rows)
    {
        File.WriteAllText(folder.File("rows"), text, new UTF8Encoding(false));
        return new SourceReader(new ReplaySource("t", kind, folder.File("rows"), options, rows, time));
    }
}
