using System.Globalization;

namespace RealtimeHub.Documents.Load;

/// <summary>What is measured, from the command line.</summary>
/// <param name="Assembly">Our server.</param>
/// <param name="Script">The other server.</param>
/// <param name="Rounds">How often each.</param>
/// <param name="Length">How long each.</param>
/// <param name="Editors">The numbers of editors.</param>
/// <param name="Servers">Which servers: <c>hub</c>, <c>yjs</c>, <c>hub-memory</c>, <c>yjs-memory</c>, <c>hocuspocus</c>.</param>
/// <param name="Storage">Whether opening and memory are measured, too.</param>
internal sealed record LoadOptions(string Assembly, string Script, int Rounds, TimeSpan Length, int[] Editors, string[] Servers, bool Storage)
{
    public static LoadOptions Read(string[] args) => new(
        Path.GetFullPath(args[0]),
        Path.GetFullPath(args[1]),
        Number(args, "--rounds", 3),
        TimeSpan.FromSeconds(Number(args, "--seconds", 10)),
        [.. Text(args, "--editors", "100,20").Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture))],
        Text(args, "--servers", "hub,yjs,hub-memory,yjs-memory,hocuspocus").Split(','),
        Text(args, "--storage", "true") == "true");

    private static int Number(string[] args, string name, int otherwise) => int.Parse(Text(args, name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    private static string Text(string[] args, string name, string otherwise) => Array.IndexOf(args, name) is var at and >= 0 ? args[at + 1] : otherwise;
}
