using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Http;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Sources.Http;

/// <summary>Polling a real server, with all that it may do.</summary>
public class HttpPollSourceTests
{
    private readonly TimerWatch time = new();
    private readonly HttpSourceOptions options = new() { Mapping = { Items = "/list", Key = "/id" } };

    [Fact]
    public async Task Read_DocumentThatChanges_IsMappedAgainAfterTheInterval()
    {
        var polls = 0;
        await using var server = await SourceServer.StartAsync(context => context.Response.WriteAsync($$$"""{"list":[{"id":"a","v":{{{++polls}}}},{"id":7,"w":{"no":1}}]}"""));
        await using var reader = Read(server);

        Assert.Equal("""a{"id":"a","v":1} 7{"id":7}""", await reader.NextAsync());
        Assert.Equal("""a{"id":"a","v":2} 7{"id":7}""", await AfterAsync(reader, options.Interval));
    }

    [Fact]
    public async Task Read_ETagAndLastModified_AreSentBackAndUnchangedIsEmpty()
    {
        var asked = new List<string>();
        await using var server = await SourceServer.StartAsync(async context =>
        {
            asked.Add($"{context.Request.Headers.IfNoneMatch}|{context.Request.Headers.IfModifiedSince}");
            (context.Response.Headers.ETag, context.Response.Headers.LastModified) = ("W/\"1\"", "Mon, 02 Nov 2026 10:00:00 GMT");
            if (asked.Count > 1)
                context.Response.StatusCode = 304;
            else
                await context.Response.WriteAsync("""{"list":[{"id":"a","v":1}]}""");
        });
        await using var reader = Read(server);
        await reader.NextAsync();

        Assert.Equal("", await AfterAsync(reader, options.Interval));

        Assert.Equal(["|", "W/\"1\"|Mon, 02 Nov 2026 10:00:00 GMT"], asked);
    }

    [Fact]
    public async Task Read_DocumentThatTheFeedRefused_IsAskedForWithoutItsETag()
    {
        var tags = new List<string>();
        await using var server = await SourceServer.StartAsync(context =>
        {
            tags.Add(context.Request.Headers.IfNoneMatch.ToString());
            context.Response.Headers.ETag = "\"1\"";
            return context.Response.WriteAsync("""{"list":[{"id":"a","v":1}]}""");
        });
        using var source = Source(server);

        // The reader gives up after the first batch, as the server does when the feed refuses it.
        for (var i = 0; i < 2; i++)
        {
            await using var reader = new SourceReader(source);
            await reader.NextAsync();
        }

        Assert.Equal(["", ""], tags);
    }

    [Theory]
    [InlineData(500, "its server answered 500")]
    [InlineData(404, "its server answered 404")]
    [InlineData(204, "its server answered 204")]
    public async Task Read_OtherStatus_FailsWithIt(int status, string message)
    {
        await using var server = await SourceServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var reader = Read(server);

        Assert.Equal(message, await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_ServerAsksToBeLeftAlone_TheFailureSaysForHowLong()
    {
        await using var server = await SourceServer.StartAsync(context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "120");
            return Task.CompletedTask;
        });
        using var source = Source(server);
        await using var reader = source.ReadAsync(default).GetAsyncEnumerator();

        var failure = await Assert.ThrowsAsync<SourceFailedException>(() => reader.MoveNextAsync().AsTask().Within());

        Assert.Equal(TimeSpan.FromMinutes(2), failure.RetryAfter);
    }

    [Theory]
    [InlineData("<html>", "its document is not JSON")]
    [InlineData("""{"list":[{"id":"a"},{"x":1}]}""", "item 1 of its document has no key where Key says")]
    [InlineData("""{"other":[]}""", "its document has no items where Mapping says")]
    public async Task Read_Rubbish_FailsAndSaysWhatItIs(string body, string message)
    {
        await using var server = await SourceServer.StartAsync(context => context.Response.WriteAsync(body));
        await using var reader = Read(server);

        Assert.Equal(message, await reader.FailureAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_SlowServer_FailsAfterTheTimeLimit(bool sendsABeginning)
    {
        var reached = new TaskCompletionSource();
        await using var server = await SourceServer.StartAsync(async context =>
        {
            if (sendsABeginning)
                await context.Response.WriteAsync("""{"list":[""");
            await context.Response.Body.FlushAsync();
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var reader = Read(server);

        var failure = reader.FailureAsync();
        await reached.Task.Within();
        time.Advance(options.TimeLimit);

        Assert.Equal("its server did not answer within 10 s", await failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_HugeDocument_FailsWithoutReadingOn(bool isCompressed)
    {
        await using var server = await SourceServer.StartAsync(async context =>
        {
            // 64 MiB of zeros are 64 KiB on the way.
            if (isCompressed)
                context.Response.Headers.ContentEncoding = "gzip";
            await using var body = isCompressed ? new GZipStream(context.Response.Body, CompressionLevel.Fastest) : context.Response.Body;
            for (var i = 0; i < 64 && !context.RequestAborted.IsCancellationRequested; i++)
                await body.WriteAsync(new byte[1 << 20]);
        });
        await using var reader = Read(server);

        Assert.Equal("its document has more than 1048576 bytes", await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_RedirectWithinTheServer_IsFollowedWithTheHeaders()
    {
        options.Headers["X-Key"] = "secret";
        await using var server = await SourceServer.StartAsync(context =>
        {
            if (context.Request.Path == "/")
                context.Response.Redirect("/there");
            return context.Request.Path == "/" ? Task.CompletedTask : context.Response.WriteAsync($$"""{"list":[{"id":"{{context.Request.Headers["X-Key"]}}"}]}""");
        });
        await using var reader = Read(server);

        Assert.Equal("""secret{"id":"secret"}""", await reader.NextAsync());
    }

    [Fact]
    public async Task Read_RedirectToAnotherServer_FailsAndSendsNothingThere()
    {
        var reached = 0;
        await using var other = await SourceServer.StartAsync(_ =>
        {
            reached++;
            return Task.CompletedTask;
        });
        await using var server = await SourceServer.StartAsync(context =>
        {
            context.Response.Redirect(other.Address);
            return Task.CompletedTask;
        });
        await using var reader = Read(server);

        Assert.StartsWith("its server redirects to another server", await reader.FailureAsync(), StringComparison.Ordinal);
        Assert.Equal(0, reached);
    }

    [Fact]
    public async Task Read_RedirectInACircle_Fails()
    {
        await using var server = await SourceServer.StartAsync(context =>
        {
            context.Response.Redirect("/again");
            return Task.CompletedTask;
        });
        await using var reader = Read(server);

        Assert.Equal("its server redirects more than 3 times", await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_NoServer_FailsWithoutItsAddress()
    {
        var server = await SourceServer.StartAsync(_ => Task.CompletedTask);
        using var source = Source(server);
        await server.DisposeAsync();
        await using var reader = new SourceReader(source);

        Assert.Equal("its server can't be reached; the server's log says why", await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_OpenMeteo_AsksForAllCitiesAtOnceAndGivesTheWeathersFields()
    {
        var query = "";
        await using var server = await SourceServer.StartAsync(context =>
        {
            query = context.Request.QueryString.Value!;
            const string About = """
                "generationtime_ms":0.0547,"utc_offset_seconds":0,"timezone":"GMT","timezone_abbreviation":"GMT","elevation":23.0,
                "current_units":{"time":"unixtime","interval":"seconds","temperature_2m":"°C","relative_humidity_2m":"%","pressure_msl":"hPa","wind_speed_10m":"m/s","wind_direction_10m":"°","cloud_cover":"%","precipitation":"mm"}
                """;
            const string Current = """{"time":1782900000,"interval":900,"temperature_2m":21.4,"relative_humidity_2m":40,"pressure_msl":1013.2,"wind_speed_10m":3.5,"wind_direction_10m":270,"cloud_cover":75,"precipitation":0.1}""";
            return context.Response.WriteAsync($$"""[{"latitude":51.5,"longitude":-0.12,{{About}},"current":{{Current}}},{"latitude":-33.9,"longitude":18.4,{{About}},"location_id":1,"current":{{Current}}}]""");
        });
        (options.Preset, options.Cities["London"], options.Cities["Cape Town"]) = (HttpPreset.OpenMeteo, "51.51, -0.13", "-33.92,18.42");
        var target = HttpTarget.Of(Configured(server));
        using var source = new HttpPollSource("w", target, options, new FieldTypes(target.Fields), time);
        await using var reader = new SourceReader(source);

        var batch = (await reader.NextAsync())!.Replace(" Cape", "\nCape", StringComparison.Ordinal).Split('\n');

        Assert.Equal("""London{"city":"London","latitude":51.5,"longitude":-0.12,"temperature":21.4,"humidity":40,"pressure":1013.2,"windSpeed":3.5,"windDirection":270,"cloudCover":75,"precipitation":0.1}""", batch[0]);
        Assert.StartsWith("""Cape Town{"city":"Cape Town","latitude":-33.9""", batch[1], StringComparison.Ordinal);
        Assert.StartsWith("?latitude=51.51,-33.92&longitude=-0.13,18.42&current=temperature_2m,", query, StringComparison.Ordinal);
        Assert.Contains(new FeedField("temperature", FeedFieldType.Number, "°C"), source.Fields);
    }

    [Fact]
    public void Next_DocumentThatRests_GrowsUpToTheLongestAndReturns()
    {
        var pace = new PollPace(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));

        Assert.Equal([10, 15, 20, 20, 10], new[] { true, false, false, false, true }.Select(changed => pace.Next(changed, TimeSpan.Zero).TotalSeconds));
        Assert.Equal(12, pace.Next(true, TimeSpan.FromSeconds(12)).TotalSeconds);
        Assert.Equal(20, pace.Next(true, TimeSpan.FromHours(1)).TotalSeconds);
    }

    private SourceReader Read(SourceServer server) => new(Source(server));

    private HttpPollSource Source(SourceServer server)
    {
        var target = HttpTarget.Of(Configured(server));
        return new HttpPollSource("t", target, options, new FieldTypes([]), time);
    }

    private HttpSourceOptions Configured(SourceServer server)
    {
        options.Address = server.Address;
        return options;
    }

    private async Task<string?> AfterAsync(SourceReader reader, TimeSpan wait)
    {
        var next = reader.NextAsync();
        await time.TimerArmedAsync().Within();
        time.Advance(wait);
        return await next;
    }
}
