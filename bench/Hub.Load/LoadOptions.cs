using System.Globalization;

namespace RealtimeHub.Load;

/// <summary>What the command line says.</summary>
internal sealed record LoadOptions
{
    public const string Usage = """
        Hub.Load --hub DLL --raw DLL --limit DLL [--rounds 5] [--seconds 4] [--cases 1000-16,1000-1,1000-paced] [--core 0] [--revision TEXT] [--out FILE]

        Hub.Load --chat-at-rest --hub DLL [--core 0] [--out FILE]

        Measures what a long room and many rooms cost.

        Drives the servers that are given in the same rounds and counts every delivery. Run it pinned to another
        core than --core, which the servers are pinned to.
        """;

    public required IReadOnlyList<Target> Targets { get; init; }

    public required IReadOnlyList<LoadCase> Cases { get; init; }

    public required int Rounds { get; init; }

    public required TimeSpan Duration { get; init; }

    public required int Core { get; init; }

    public required string Revision { get; init; }

    public required string? Out { get; init; }

    /// <summary>Reads the arguments; throws a <see cref="FormatException"/> that says what is wrong.</summary>
    public static LoadOptions Parse(string[] arguments)
    {
        if (arguments.Length % 2 != 0)
            throw new FormatException("every option takes a value");
        var given = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        var options = new LoadOptions
        {
            Targets = [.. TargetsOf(given)],
            Cases = [.. Take("--cases", "1000-16,1000-1,1000-paced").Split(',').Select(Case)],
            Rounds = int.Parse(Take("--rounds", "5"), CultureInfo.InvariantCulture),
            Duration = TimeSpan.FromSeconds(double.Parse(Take("--seconds", "4"), CultureInfo.InvariantCulture)),
            Core = int.Parse(Take("--core", "0"), CultureInfo.InvariantCulture),
            Revision = Take("--revision", "unknown"),
            Out = given.Remove("--out", out var file) ? file : null,
        };
        return given.Count == 0 ? options : throw new FormatException("unknown option " + given.Keys.First());

        string Take(string name, string fallback) => given.Remove(name, out var value) ? value : fallback;
    }

    private static IEnumerable<Target> TargetsOf(Dictionary<string, string> given)
    {
        if (given.Remove("--hub", out var hub))
            yield return new Target("RealtimeHub", Path.GetFullPath(hub), WithoutRates, HasRooms: true);
        if (given.Remove("--raw", out var raw))
            yield return new Target("raw SignalR", Path.GetFullPath(raw), []);
        if (given.Remove("--limit", out var limit))
            yield return new Target("limit", Path.GetFullPath(limit), []);
    }

    /// <summary>Limits of one client are lifted: the few publishers here stand for many.</summary>
    private static string[] WithoutRates { get; } =
    [
        "--Hub:Engine", "memory",
        "--Hub:Limits:CallsPerSecond", "0",
        "--Hub:Limits:PublishesPerSecond", "0",
        "--Hub:Limits:NewChannelsPerSecond", "0",
        "--Hub:Chat:MaxRoomsPerUser", "100000",
    ];

    private static LoadCase Case(string name) =>
        LoadCase.All.FirstOrDefault(load => load.Name == name)
        ?? throw new FormatException($"no case {name}; there are {string.Join(", ", LoadCase.All.Select(load => load.Name))}");
}
