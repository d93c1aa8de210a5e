using System.Diagnostics;

namespace RealtimeHub.TestKit;

/// <summary>A line that a process wrote.</summary>
/// <param name="Text">The line.</param>
/// <param name="IsError">Whether it came on the error stream.</param>
public sealed record OutputLine(string Text, bool IsError)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>
/// A program that never outlives the tests. A small shell stands between: it holds a pipe from this process and kills the
/// program when the pipe closes, which the kernel does however this process ends.
/// </summary>
/// <remarks>
/// A parent-death signal would be simpler, but it follows the thread that started the program, and .NET's threads come
/// and go.
/// </remarks>
public sealed class GuardedProcess : IAsyncDisposable
{
    private const string Guard = """
        exec 3<&0
        /bin/sh -c 'echo "$$"; exec "$@"' program "$@" </dev/null 3<&- &
        program=$!
        (while read -r line; do :; done; kill -9 "$program") <&3 >/dev/null 2>&1 &
        guard=$!
        wait "$program"
        code=$?
        kill -9 "$guard"
        exit "$code"
        """;

    private readonly Process shell;
    private readonly TaskCompletionSource<int> pid = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<int> exit;

    private GuardedProcess(Process shell)
    {
        this.shell = shell;
        shell.OutputDataReceived += (_, e) => OnOutput(e.Data);
        shell.ErrorDataReceived += (_, e) => OnError(e.Data);
        shell.Start();
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
        exit = AwaitExitAsync();
    }

    /// <summary>The program's own process id.</summary>
    public int Id => pid.Task.Result;

    /// <summary>All lines of both streams.</summary>
    public Recorder<OutputLine> Output { get; } = new();

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => exit.IsCompleted;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path, or its name where it is on the path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder it works in; this process's when null.</param>
    /// <param name="variables">Environment variables to set; a null value removes one.</param>
    public static async Task<GuardedProcess> StartAsync(
        string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string?>? variables = null)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "-c", Guard, "guard", program }.Concat(arguments))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        var process = new GuardedProcess(new Process { StartInfo = start });
        await process.pid.Task.Within(what: $"the start of {program}");
        return process;
    }

    /// <summary>Sends a signal to the program.</summary>
    public void Send(ProcessSignal signal)
    {
        if (!HasExited)
            signal.SendTo(Id);
    }

    /// <summary>Waits for its end and gives its exit code: 128 and the signal's number where one ended it.</summary>
    public Task<int> WaitForExitAsync(TimeSpan? limit = null) => exit.Within(limit, "the end of the process");

    /// <summary>Kills it and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Send(ProcessSignal.Kill);
        await WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        shell.Dispose();
    }

    /// <summary>What the kernel does when this process is gone.</summary>
    internal void CloseGuardsPipe() => shell.StandardInput.Close();

    private async Task<int> AwaitExitAsync()
    {
        // Waits for the ends of both streams, too, so that the last lines are there.
        await shell.WaitForExitAsync();
        Output.End(new InvalidOperationException($"the process ended with {shell.ExitCode}"));
        pid.TrySetException(new InvalidOperationException("the program did not start"));
        return shell.ExitCode;
    }

    private void OnOutput(string? line)
    {
        // The first line is the id, written before the program takes the shell's place.
        if (line is null || (!pid.Task.IsCompleted && pid.TrySetResult(int.Parse(line, null))))
            return;
        Output.Add(new OutputLine(line, IsError: false));
    }

    private void OnError(string? line)
    {
        if (line is not null)
            Output.Add(new OutputLine(line, IsError: true));
    }
}
