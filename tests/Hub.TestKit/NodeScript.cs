using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RealtimeHub.TestKit;

/// <summary>
/// A JavaScript program run by Node. It says what happens as JSON objects, one a line, on its standard output; lines that
/// are no objects are its log.
/// </summary>
public sealed class NodeScript : IAsyncDisposable
{
    private readonly GuardedProcess process;
    private readonly Task sorting;

    private NodeScript(GuardedProcess process)
    {
        this.process = process;
        sorting = SortAsync();
    }

    /// <summary>The objects it has written.</summary>
    public Recorder<JsonElement> Messages { get; } = new();

    /// <summary>Everything it has written.</summary>
    public Recorder<OutputLine> Output => process.Output;

    /// <summary>Starts a script.</summary>
    /// <param name="script">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder it works in; the script's own when null.</param>
    /// <param name="variables">Environment variables.</param>
    public static async Task<NodeScript> StartAsync(
        string script, IEnumerable<string>? arguments = null, string? folder = null, IReadOnlyDictionary<string, string?>? variables = null) =>
        new(await GuardedProcess.StartAsync("node", [script, .. arguments ?? []], folder ?? Path.GetDirectoryName(script), variables));

    /// <summary>Runs a script to its end and gives its messages.</summary>
    /// <exception cref="InvalidOperationException">Its exit code was not 0; the message holds its last lines.</exception>
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(
        string script, IEnumerable<string>? arguments = null, string? folder = null, IReadOnlyDictionary<string, string?>? variables = null, TimeSpan? limit = null)
    {
        await using var run = await StartAsync(script, arguments, folder, variables);
        var code = await run.WaitForExitAsync(limit);
        if (code != 0)
            throw new InvalidOperationException($"{Path.GetFileName(script)} ended with {code}: " + string.Join("\n", run.Output.Items.TakeLast(40)));
        return run.Messages.Items;
    }

    /// <summary>Waits for the first message that matches, past ones included.</summary>
    public Task<JsonElement> FirstAsync(
        Func<JsonElement, bool> matches, TimeSpan? limit = null, [CallerArgumentExpression(nameof(matches))] string what = "") =>
        Messages.FirstAsync(matches, limit, what);

    /// <summary>Sends a signal; scripts that go on for ever listen to SIGTERM.</summary>
    public void Send(ProcessSignal signal) => process.Send(signal);

    /// <summary>Waits for its end and gives its exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        var code = await process.WaitForExitAsync(limit);
        await sorting;
        return code;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task SortAsync()
    {
        for (var next = 0; ; next++)
        {
            try
            {
                var all = await Output.CountAsync(next + 1, Timeout.InfiniteTimeSpan);
                if (!all[next].IsError && all[next].Text.StartsWith('{'))
                    Messages.Add(Parse(all[next].Text));
            }
            catch (InvalidOperationException e)
            {
                Messages.End(new InvalidOperationException(e.Message));
                return;
            }
        }
    }

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
