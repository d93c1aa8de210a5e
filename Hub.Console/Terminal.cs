namespace RealtimeHub.Console;

/// <summary>Where the program reads and writes: results go to <c>Out</c>, everything else to <c>Error</c>.</summary>
/// <param name="In">The standard input.</param>
/// <param name="Out">The standard output.</param>
/// <param name="Error">The error output.</param>
/// <param name="IsInteractive">Whether a person looks at <c>Out</c>.</param>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error, bool IsInteractive)
{
    /// <summary>Whether a person looks at <c>Error</c>, on a terminal that can move its cursor.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Waits for a key and does not show it; null where the input is no keyboard.</summary>
    public Func<ConsoleKeyInfo>? ReadKey { get; init; }

    /// <summary>Opens the standard input's bytes; null where there is only <c>In</c>.</summary>
    public Func<Stream>? OpenInput { get; init; }

    /// <summary>How wide the terminal is.</summary>
    public Func<int> Columns { get; init; } = () => 80;

    public static Terminal OfProcess() =>
        new(System.Console.In, System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected)
        {
            ShowsProgress = !System.Console.IsErrorRedirected,
            ReadKey = System.Console.IsInputRedirected ? null : () => System.Console.ReadKey(intercept: true),
            OpenInput = System.Console.OpenStandardInput,
            Columns = () => System.Console.WindowWidth,
        };
}
