using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Packages;

/// <summary>
/// All NuGet packages of this repository, packed once into a folder that is a source of packages. Consumers take ours from there alone, into a folder of their own, so that neither an earlier run's are used nor
/// these are left anywhere; those of others come from where the machine has them.
/// </summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);
    private readonly TempFolder folder = new();

    public const string Version = "0.1.0";

    public string Path => folder.File("feed");

    /// <summary>Where consumers are made.</summary>
    public string Consumers => folder.File("consumers");

    public async Task InitializeAsync()
    {
        await RunAsync(Repository.Root, "dotnet", "pack", "RealtimeHub.sln", "--no-build", "-c", Repository.Configuration, "-o", Path, "-v", "quiet");
        Directory.CreateDirectory(Consumers);
        await File.WriteAllTextAsync(System.IO.Path.Combine(Consumers, "nuget.config"), $"""
            <configuration><packageSources><add key="packed" value="{Path}" /></packageSources></configuration>
            """);
        await File.WriteAllTextAsync(System.IO.Path.Combine(Consumers, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{folder.File("cache")}</RestorePackagesPath>
                <RestoreFallbackFolders>{GlobalPackages}</RestoreFallbackFolders>
              </PropertyGroup>
            </Project>
            """);
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Makes a project of one file and one package.</summary>
    public async Task<string> NewProjectAsync(string name, string sdk, string package, string program)
    {
        var project = Directory.CreateDirectory(System.IO.Path.Combine(Consumers, name)).FullName;
        await File.WriteAllTextAsync(System.IO.Path.Combine(project, "Program.cs"), program);
        await File.WriteAllTextAsync(System.IO.Path.Combine(project, name + ".csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>
              <ItemGroup><PackageReference Include="{package}" Version="{Version}" /></ItemGroup>
            </Project>
            """);
        return project;
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    internal static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        await using var run = await GuardedProcess.StartAsync(program, arguments, folder);
        var code = await run.WaitForExitAsync(Limit);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {code}\n" + string.Join('\n', run.Output.Items.TakeLast(30)));
    }

    private static string GlobalPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
