using Microsoft.Playwright;

namespace RealtimeHub.TestKit;

/// <summary>A page and all that it complained about.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext context;

    internal BrowserPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Complaints.Add($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => Complaints.Add("exception: " + error);
        page.RequestFailed += (_, request) => Complaints.Add($"failed: {request.Url} {request.Failure}");
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    /// <summary>Playwright's page.</summary>
    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, uncaught exceptions, failed requests.</summary>
    public Recorder<string> Complaints { get; } = new();

    /// <summary>The address of everything it asked for.</summary>
    public Recorder<string> Requests { get; } = new();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => context.DisposeAsync();
}
