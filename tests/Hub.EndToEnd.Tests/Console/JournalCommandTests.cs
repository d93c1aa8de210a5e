using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Console;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Shared;

namespace RealtimeHub.EndToEnd.Tests.Console;

/// <summary><c>rthub journal</c> on the folder of an engine that is running.</summary>
public sealed class JournalCommandTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("rthub-journal-");
    private JournalEngine engine = null!;

    private string Folder => Path.Combine(parent.FullName, "journal");

    public async Task InitializeAsync()
    {
        engine = Open(Folder);
        await engine.StartAsync(NSubstitute.Substitute.For<IEngineListener>(), CancellationToken.None);
        await engine.AppendAsync(new Append
        {
            Channel = Room,
            Drafts = [new Draft { Type = "text", Data = Payload.FromJson("\"hello\"") }],
            Retention = new Retention { HistoryCount = 10, HistoryAge = null, TombstoneAge = TimeSpan.Zero },
        }, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await engine.DisposeAsync();
        parent.Delete(recursive: true);
    }

    [Theory]
    [InlineData("check", "good")]
    [InlineData("stat", "chat")]
    [InlineData("dump", "hello")]
    public async Task Journal_OfARunningServer_IsRead(string verb, string expected)
    {
        var (code, said) = await RunAsync(verb, Folder);

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains(expected, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journal_Backup_IsAJournalWithTheSame()
    {
        var target = Path.Combine(parent.FullName, "backup");

        Assert.Equal(ExitCodes.Done, (await RunAsync("backup", Folder, target)).Code);

        await using var copy = Open(target);
        await copy.StartAsync(NSubstitute.Substitute.For<IEngineListener>(), CancellationToken.None);
        var page = await copy.ReadLogAsync(Room, new LogQuery { Limit = 10 }, CancellationToken.None);
        Assert.Equal("\"hello\"", System.Text.Encoding.UTF8.GetString(Assert.Single(page.Publications).Data.Bytes.Span));
    }

    [Fact]
    public async Task Journal_OfNoFolder_SaysSo()
    {
        var (code, said) = await RunAsync("check", Path.Combine(parent.FullName, "nothing"));

        Assert.Equal(3, code);
        Assert.Contains("no such folder", said, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("check")).Code);
    }

    private static JournalEngine Open(string folder) => new(
        new JournalOptions { Folder = folder }, TimeProvider.System, new EpochSource(new Random(1)), NullLogger<JournalEngine>.Instance);

    private static async Task<(int Code, string Said)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Rthub.RunAsync(["journal", .. words], new Terminal(TextReader.Null, output, error, IsInteractive: false));
        return (code, output.ToString() + error);
    }
}
