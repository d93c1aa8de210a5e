using System.Globalization;

namespace RealtimeHub.Load;

/// <summary>The cores that a server is pinned to.</summary>
/// <param name="Count">How many there are; with two the generator shares one of them.</param>
/// <param name="Cores">Their numbers, as <c>taskset</c> takes them.</param>
internal sealed record Placement(int Count, string Cores)
{
    public static Placement One(int core) => new(1, core.ToString(CultureInfo.InvariantCulture));

    public static Placement Two(int core, int shared) => new(2, string.Create(CultureInfo.InvariantCulture, $"{core},{shared}"));

    public string Describe() => Count == 1 ? "one core" : "two cores";

    /// <summary>Reads a word of the command line; throws a <see cref="FormatException"/> that says what is wrong.</summary>
    public static Placement Parse(string cores, int core, int shared) => cores switch
    {
        "one" => One(core),
        "two" => Two(core, shared),
        _ => throw new FormatException($"--cores is {cores}; it takes one, two or one,two"),
    };
}
