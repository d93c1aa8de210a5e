using RealtimeHub.Console;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Console;

/// <summary>An import that the server makes wait says so, and ends in time.</summary>
public sealed class FeedImportWaitTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task Import_ServerAsksToWait_TellsEachWaitAndEndsInTime()
    {
        var settings = new ServerSettings().With("Hub:Namespaces:feed:Publish", "anyone").With("Hub:Limits:PublishesPerSecond", "0.5").With("Hub:Limits:PublishBurst", "1");
        await using var server = await ServerProcess.StartAsync(settings);
        var file = folder.File("rooms.csv");
        await File.WriteAllTextAsync(file, "key,n\na,1\nb,2\nc,3\n");

        var patient = await RunAsync(server, file);
        Assert.Equal((ExitCodes.Done, "3 values published: 3 accepted, 0 older than what is there\n"), (patient.Code, patient.Out));
        Assert.Matches("^(rthub: rate_limited: .*; the batch is published again in [0-9.]+ s\n){2,}$", patient.Error);

        var impatient = await RunAsync(server, file, "--retry-for", "1");
        Assert.Equal((ExitCodes.Refused, ""), (impatient.Code, impatient.Out));
        Assert.Matches("^rthub: rate_limited: .*The 1 values before line 3 were taken, and nothing from there on\n$", impatient.Error);
    }

    public void Dispose() => folder.Dispose();

    private static async Task<(int Code, string Out, string Error)> RunAsync(ServerProcess server, string file, params string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(new StringReader(""), output, error, IsInteractive: false);
        var code = await Rthub.RunAsync(["feed", "import", file, "--batch", "1", .. more, "--url", server.Address.ToString()], terminal).Within();
        return (code, output.ToString(), error.ToString());
    }
}
