using System.Reflection;
using Microsoft.Playwright;

namespace RealtimeHub.TestKit;

/// <summary>The machine's Chromium without a window, driven by Playwright.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>Where Debian installs it.</summary>
    public const string ExecutablePath = "/usr/bin/chromium";

    private static readonly string[] Flags =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// <summary>Starts it.</summary>
    public static async Task<Browser> StartAsync()
    {
        UseTheMachinesNode();
        var playwright = await Playwright.CreateAsync();
        try
        {
            return new Browser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ExecutablePath, Args = Flags, Headless = true }));
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <summary>A window of its own, with no cookies or storage of another's.</summary>
    /// <param name="width">The page's width in pixels.</param>
    /// <param name="height">The page's height in pixels.</param>
    /// <param name="dark">Whether the user prefers a dark page.</param>
    public async Task<BrowserPage> OpenAsync(int width = 1280, int height = 800, bool dark = false)
    {
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        return new BrowserPage(context, await context.NewPageAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    // The package's driver is a JavaScript program: it lies where the package was restored and runs on the installed Node.
    private static void UseTheMachinesNode()
    {
        var package = typeof(Browser).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "PlaywrightPackage").Value;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", FindNode());
    }

    private static string FindNode() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "node"))
            .FirstOrDefault(File.Exists) ?? throw new FileNotFoundException("node is not on the path");
}
