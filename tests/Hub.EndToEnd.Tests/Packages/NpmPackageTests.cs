using RealtimeHub.EndToEnd.Tests.Readme;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Packages;

/// <summary>The npm package, made as the README says and used by its example as it stands there.</summary>
public sealed class NpmPackageTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task NpmPackage_OfACleanClone_RunsTheReadmesExampleOverARestart()
    {
        CopySources(Repository.PathOf("Hub.Web"), folder.File("clone"));
        // What a clone installs by npm ci.
        Directory.CreateSymbolicLink(folder.File("clone/node_modules"), Repository.PathOf("Hub.Web/node_modules"));
        await PackageFeed.RunAsync(folder.File("clone/client"), "npm", "pack", "--pack-destination", folder.Path);
        var modules = Directory.CreateDirectory(folder.File("user/node_modules/@realtimehub/client")).FullName;
        await PackageFeed.RunAsync(folder.Path, "tar", "-xzf", Assert.Single(Directory.GetFiles(folder.Path, "*.tgz")), "--strip-components=1", "-C", modules);
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
}
