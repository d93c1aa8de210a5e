using System.Net;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Start;

/// <summary>What a start says and which environment it has.</summary>
public sealed class StartTests : IDisposable
{
    private const string Secret = "a secret of at least thirty-two bytes";
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Start_LogsEnvironmentAddressStoreAndAccess()
    {
        var settings = new ServerSettings { DataPath = folder.Path, Environment = "Staging" }
            .With("Hub:Auth:Keys:0:Secret", Secret).With("Hub:Auth:AllowGuests", "true").With("Hub:Origins:0", "capacitor://localhost").With("AllowedHosts", "localhost;127.0.0.1");
        await using var server = await ServerProcess.StartAsync(settings);

        await LineAsync(server, $"Environment: Staging. Addresses: {server.Address.AbsoluteUri.TrimEnd('/')}.");
        await LineAsync(server, $"the journal in {folder.File("journal")}");
        await LineAsync(server, "Clients may connect with a token only; guest tokens are given. Pages (Hub:Origins): also those of capacitor://localhost. Host names (AllowedHosts): localhost;127.0.0.1.");
    }

    [Theory]
    [InlineData(null, "Environment: Development.")]
    [InlineData("Production", "Environment: Production.")]
    public async Task DotnetRun_EnvironmentVariable_IsNotOverriddenByTheLaunchProfile(string? environment, string expected)
    {
        var variables = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = environment,
            ["DOTNET_ENVIRONMENT"] = null,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Hub__Auth__Keys__0__Secret"] = Secret,
            ["Hub__DataPath"] = folder.File("data"),
        };
        await using var run = await GuardedProcess.StartAsync(
            "dotnet", ["run", "--no-build", "-c", Repository.Configuration, "--project", Repository.PathOf("Hub.Server")], folder.Path, variables);

        var line = await run.Output.FirstAsync(line => line.Text.Contains("Environment: ", StringComparison.Ordinal), TimeSpan.FromMinutes(2));

        // Passed on to the server; killed, it would leave the server behind.
        run.Send(ProcessSignal.Terminate);
        await run.WaitForExitAsync();
        Assert.Contains(expected, line.Text, StringComparison.Ordinal);
        Assert.Contains("Addresses: http://127.0.0.1:", line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a pipe")]
    [InlineData("a segment of 3 GiB")]
    public async Task Start_JournalHoldsWhatItNeverWrites_EndsWith74AndOneLineThatNamesIt(string what)
    {
        await using (var before = await ServerProcess.StartAsync(new ServerSettings { DataPath = folder.Path }))
            Assert.Equal(0, await before.StopAsync());
        var segment = Directory.GetFiles(folder.File("journal"), "*.segment").Max() ?? throw new InvalidOperationException("no segment");
        if (what == "a pipe")
        {
            File.Delete(segment);
            using var made = System.Diagnostics.Process.Start("mkfifo", segment);
            await made.WaitForExitAsync().Within();
        }
        else
        {
            // Sparse: it takes no room.
            await using var file = File.OpenWrite(segment);
            file.SetLength(3L << 30);
        }

        await using var server = await ServerProcess.LaunchAsync(new ServerSettings { DataPath = folder.Path });

        Assert.Equal(74, await server.WaitForExitAsync());
        var line = Assert.Single(server.Log.Items, line => line.IsError).Text;
        Assert.Contains(Path.GetFileName(segment), line, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Log.Items, line => line.Text.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WhileStarting_EndsWith0AndWithoutAStack()
    {
        await using var server = await ServerProcess.LaunchAsync();
        await server.Log.FirstAsync(line => line.Text.Contains("Journal opened", StringComparison.Ordinal));

        Assert.Equal(0, await server.StopAsync());
        Assert.DoesNotContain(server.Log.Items, line => line.Text.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:81", true)]
    [InlineData("app.localhost", true)]
    [InlineData("[::1]:80", true)]
    public async Task Host_InDevelopment_MustBeAThisMachinesName(string host, bool accepted)
    {
        await using var server = await ServerProcess.StartAsync();

        Assert.Equal(accepted ? HttpStatusCode.OK : HttpStatusCode.BadRequest, await NegotiateAsync(server, host));
    }

    [Theory]
    [InlineData("Development", "hub.example", "hub.example", HttpStatusCode.OK)]
    [InlineData("Development", "hub.example", "localhost", HttpStatusCode.BadRequest)]
    [InlineData("Production", "hub.example", "hub.example", HttpStatusCode.Unauthorized)]
    [InlineData("Production", "hub.example", "evil.example", HttpStatusCode.BadRequest)]
    [InlineData("Production", "", "any.example", HttpStatusCode.Unauthorized)]
    public async Task Host_Configured_IsThatOnly(string environment, string allowed, string host, HttpStatusCode expected)
    {
        // The test kit waits for health on the address itself, so it is allowed, too.
        var names = allowed.Length == 0 ? "" : allowed + ";127.0.0.1";
        var settings = new ServerSettings { Environment = environment }.With("AllowedHosts", names).With("Hub:Auth:Keys:0:Secret", Secret);
        await using var server = await ServerProcess.StartAsync(settings);

        Assert.Equal(expected, await NegotiateAsync(server, host));
    }

    private static async Task<HttpStatusCode> NegotiateAsync(ServerProcess server, string host)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "hub/negotiate?negotiateVersion=1");
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("Origin", "http://" + host.ToLowerInvariant().Replace(":80", "", StringComparison.Ordinal));
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static Task<OutputLine> LineAsync(ServerProcess server, string text) =>
        server.Log.FirstAsync(line => line.Text.Contains(text, StringComparison.Ordinal), what: text);
}
