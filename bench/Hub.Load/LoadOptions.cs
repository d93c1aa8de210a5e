using System.Globalization;

namespace RealtimeHub.Load;

/// <summary>What the command line says.</summary>
internal sealed record LoadOptions
{
    public const string Usage = """
        Hub.Load --hub DLL --raw DLL --limit DLL [--rounds 5] [--seconds 4] [--cases 1000-16,1000-1,1000-paced] [--cores one,two]
                 [--core 0] [--shared-core 1] [--with OPTIONS] [--revision TEXT] [--out FILE] [--json FILE]

        Hub.Load --chat-at-rest --hub DLL [--core 0] [--out FILE]

        Measures what a long room and many rooms cost.

        Hub.Load --hostile --hub DLL [--rounds 5] [--seconds 4] [--cores one] [--core 0] [--out FILE]

        Measures what honest clients notice of attackers.

        Hub.Load --private-rooms --hub DLL [--core 0] [--out FILE]

        Measures whether the time of an answer tells a private room from a missing one.

        Hub.Load --feeds --hub DLL --raw DLL [--seconds 15] [--core 0] [--out FILE]

        Measures what live values cost.

        Drives the servers that are given in the same rounds and counts every delivery, RealtimeHub with the journal and
        with the memory engine. Run it pinned to --shared-core: servers with one core are pinned to --core, those with two
        to both. With --with RealtimeHub runs a third time, with more options of its own: --with "--Hub:Telemetry:Metrics nobody".
        """;

    /// <summary>What RealtimeHub with the memory engine is called in the results.</summary>
    public const string MemoryEngine = "RealtimeHub, memory";

    /// <summary>What SignalR alone is called in the results.</summary>
    public const string RawSignalR = "raw SignalR";

    public required IReadOnlyList<Target> Targets { get; init; }

    public required IReadOnlyList<LoadCase> Cases { get; init; }

    public required int Rounds { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The core of servers with one; another than the generator's.</summary>
    public required int Core { get; init; }

    /// <summary>The cores that the servers are pinned to: each server runs once for each.</summary>
    public required IReadOnlyList<Placement> Placements { get; init; }

    public required string Revision { get; init; }

    public required string? Out { get; init; }

    public required string? Json { get; init; }

    /// <summary>Reads the arguments; throws a <see cref="FormatException"/> that says what is wrong.</summary>
    public static LoadOptions Parse(string[] arguments)
    {
        if (arguments.Length % 2 != 0)
            throw new FormatException("every option takes a value");
        // The last of an option counts, so that a script can have its own.
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in arguments.Chunk(2))
            given[pair[0]] = pair[1];
        var core = Core("--core", "0");
        var shared = Core("--shared-core", "1");
        var options = new LoadOptions
        {
            Targets = [.. TargetsOf(given)],
            Cases = [.. Take("--cases", "1000-16,1000-1,1000-paced").Split(',').Select(Case)],
            Rounds = int.Parse(Take("--rounds", "5"), CultureInfo.InvariantCulture),
            Duration = TimeSpan.FromSeconds(double.Parse(Take("--seconds", "4"), CultureInfo.InvariantCulture)),
            Core = core,
            Placements = [.. Take("--cores", "one").Split(',').Select(cores => Placement.Parse(cores, core, shared))],
            Revision = Take("--revision", "unknown"),
            Out = given.Remove("--out", out var file) ? file : null,
            Json = given.Remove("--json", out var json) ? json : null,
        };
        return given.Count == 0 ? options : throw new FormatException("unknown option " + given.Keys.First());

        int Core(string name, string fallback) => int.Parse(Take(name, fallback), CultureInfo.InvariantCulture);

        string Take(string name, string fallback) => given.Remove(name, out var value) ? value : fallback;
    }

    private static IEnumerable<Target> TargetsOf(Dictionary<string, string> given)
    {
        if (given.Remove("--hub", out var hub))
        {
            yield return new Target("RealtimeHub", Path.GetFullPath(hub), WithoutRates, HasRooms: true);
            yield return new Target(MemoryEngine, Path.GetFullPath(hub), [.. WithoutRates, "--Hub:Engine", "memory"], HasRooms: true);
            if (given.Remove("--with", out var more))
                yield return new Target($"RealtimeHub, {more}", Path.GetFullPath(hub), [.. WithoutRates, .. more.Split(' ')], HasRooms: true);
        }

        if (given.Remove("--raw", out var raw))
            yield return new Target(RawSignalR, Path.GetFullPath(raw), []);
        if (given.Remove("--limit", out var limit))
            yield return new Target("limit", Path.GetFullPath(limit), [], OneThread: true);
    }

    /// <summary>Limits of one client are lifted: the few publishers here stand for many. All else is as it is by default, the engine too.</summary>
    private static string[] WithoutRates { get; } =
    [
        "--Hub:Limits:CallsPerSecond", "0",
        "--Hub:Limits:PublishesPerSecond", "0",
        "--Hub:Limits:NewChannelsPerSecond", "0",
        "--Hub:Chat:MaxRoomsPerUser", "100000",
    ];

    private static LoadCase Case(string name) =>
        LoadCase.All.FirstOrDefault(load => load.Name == name)
        ?? throw new FormatException($"no case {name}; there are {string.Join(", ", LoadCase.All.Select(load => load.Name))}");
}
