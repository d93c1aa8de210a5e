using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>The packages, made as the README says and used by its examples as they stand there.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task NuGetPackages_ConsumerFromAFolder_RunsTheReadmesExampleOverARestart()
    {
        var feed = folder.File("packages");
        await RunAsync(Repository.Root, "dotnet", "pack", "Hub.Client", "--no-build", "-c", Repository.Configuration, "-o", feed);
        var consumer = Directory.CreateDirectory(folder.File("consumer")).FullName;
        await using var server = await RestartingServer.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(consumer, "Program.cs"), server.Here(MarkdownCode.BlocksOf("README.md").Single(block => block.Language == "csharp").Text));
        // Next to the sources that the machine has; packages go to a folder of their own, so that none of an earlier run is used.
        await File.WriteAllTextAsync(Path.Combine(consumer, "nuget.config"), $"""
            <configuration><packageSources><add key="packed" value="{feed}" /></packageSources></configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(consumer, "consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{folder.File("cache")}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="RealtimeHub.Client" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """);
        await RunAsync(consumer, "dotnet", "build", "-o", folder.File("built"));
        await using var program = await GuardedProcess.StartAsync("dotnet", [folder.File("built/consumer.dll")], consumer);
        await LineAsync(program, "1 headline", "It works");

        await server.RestartAndPublishAsync("Again");

        await LineAsync(program, "2 headline", "Again");
    }

    [Fact]
    public async Task NpmPackage_OfACleanClone_RunsTheReadmesExampleOverARestart()
    {
        CopySources(Repository.PathOf("Hub.Web"), folder.File("clone"));
        // What a clone installs by npm ci.
        Directory.CreateSymbolicLink(folder.File("clone/node_modules"), Repository.PathOf("Hub.Web/node_modules"));
        await RunAsync(folder.File("clone/client"), "npm", "pack", "--pack-destination", folder.Path);
        var modules = Directory.CreateDirectory(folder.File("user/node_modules/@realtimehub/client")).FullName;
        await RunAsync(folder.Path, "tar", "-xzf", Assert.Single(Directory.GetFiles(folder.Path, "*.tgz")), "--strip-components=1", "-C", modules);
        Directory.CreateSymbolicLink(folder.File("user/node_modules/@microsoft"), Repository.PathOf("Hub.Web/node_modules/@microsoft"));
        await using var server = await RestartingServer.StartAsync();
        var script = folder.File("user/page.mjs");
        await File.WriteAllTextAsync(script, server.Here(MarkdownCode.BlocksOf("README.md").First(block => block.Language == "js").Text));
        await using var page = await NodeScript.StartAsync(script);
        await page.Output.FirstAsync(line => line.Text.StartsWith("1 headline", StringComparison.Ordinal));

        await server.RestartAndPublishAsync("Again");

        await page.Output.FirstAsync(line => line.Text.StartsWith("2 headline", StringComparison.Ordinal) && line.Text.Contains("Again", StringComparison.Ordinal));
        Assert.DoesNotContain(page.Output.Items, line => line.Text.Contains("cannot continue", StringComparison.Ordinal));
    }

    private static void CopySources(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var below in Directory.GetDirectories(from).Where(below => Path.GetFileName(below) is not ("node_modules" or "dist" or "bin" or "obj" or ".build-lock")))
            CopySources(below, Path.Combine(to, Path.GetFileName(below)));
    }

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        await using var run = await GuardedProcess.StartAsync(program, arguments, folder);
        var code = await run.WaitForExitAsync(Limit);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {code}\n" + string.Join('\n', run.Output.Items.TakeLast(30)));
    }

    private static Task<OutputLine> LineAsync(GuardedProcess program, string start, string text) => program.Output.FirstAsync(
        line => line.Text.StartsWith(start, StringComparison.Ordinal) && line.Text.Contains(text, StringComparison.Ordinal), what: $"{start} … {text}");
}
