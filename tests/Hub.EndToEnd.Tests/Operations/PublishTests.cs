using System.Net;
using RealtimeHub.Client;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>The program as <c>dotnet publish</c> makes it, by the commands of docs/operations.md, run from another folder and in Production.</summary>
public sealed class PublishTests : IDisposable
{
    private const string Secret = "a secret of at least thirty-two bytes";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private readonly TempFolder folder = new();

    private string Program => folder.File("opt");

    public void Dispose() => folder.Dispose();

    /// <summary>The single file takes minutes and the runtime's packages: of the long run.</summary>
    public static TheoryData<bool> Ways => TestTimeout.IsLongRun ? [false, true] : [false];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Program_FromAnyFolder_ServesPagesAndKeepsItsData(bool singleFile)
    {
        if (!singleFile)
        {
            // What the command builds is what the tests were built with; building it again would be in the way of others.
            await PublishAsync("dotnet publish Hub.Server -c Release -o", $"-c {Repository.Configuration} --no-build");
            await ServesAsync("dotnet", Path.Combine(Program, "Hub.Server.dll"));
            return;
        }

        // Its intermediate files have a folder of their own: another build may be running in the tree's.
        await PublishAsync("dotnet publish Hub.Server -c Release -r linux-x64", $"-c Release -p:BuildWeb=false --artifacts-path {folder.File("artifacts")}");
        Assert.Empty(Directory.GetFiles(Program, "*.dll"));
        await ServesAsync(Path.Combine(Program, "Hub.Server"));
    }

    private Task PublishAsync(string beginning, string configuration) =>
        OperationsPage.RunAsync(beginning, Repository.Root, Limit, ("-c Release", configuration), (OperationsPage.Program, Program));

    private async Task ServesAsync(params string[] command)
    {
        var elsewhere = Directory.CreateDirectory(folder.File("elsewhere")).FullName;
        var data = folder.File("data");
        for (var start = 1; start <= 2; start++)
        {
            await using var server = await GuardedProcess.StartAsync(
                command[0], [.. command[1..], "--urls", "http://127.0.0.1:0", "--Hub:DataPath", data], elsewhere, new Dictionary<string, string?>
                {
                    // Of the runtime that these tests run on: a program that brings its own needs none.
                    ["DOTNET_ROOT"] = null,
                    ["ASPNETCORE_ENVIRONMENT"] = null,
                    ["DOTNET_ENVIRONMENT"] = null,
                    ["ASPNETCORE_URLS"] = null,
                    ["Hub__Auth__Keys__0__Secret"] = Secret,
                });
            const string Listening = "Now listening on: ";
            var line = (await server.Output.FirstAsync(line => line.Text.Contains(Listening, StringComparison.Ordinal))).Text;
            var address = new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
            using var http = new HttpClient { BaseAddress = address };
            foreach (var page in new[] { "", "chat", "editor", "live", "admin" })
                Assert.Contains("<html", await http.GetStringAsync(page), StringComparison.Ordinal);
            using var negotiate = await http.PostAsync("hub/negotiate?negotiateVersion=1", null);
            Assert.Equal(HttpStatusCode.Unauthorized, negotiate.StatusCode);
            Assert.Contains(server.Output.Items, one => one.Text.Contains("Environment: Production", StringComparison.Ordinal));

            await using var client = new HubClient(new HubClientOptions { Url = new Uri(address, "hub"), AccessTokenProvider = _ => new ValueTask<string?>(OperationsPage.Token(Secret)) });
            Assert.Equal(start, (await client.PublishAsync("topic:published", "t", start).Within()).Position.Offset);
            server.Send(ProcessSignal.Terminate);
            Assert.Equal(0, await server.WaitForExitAsync());
        }

        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(data, "journal")));
    }
}
