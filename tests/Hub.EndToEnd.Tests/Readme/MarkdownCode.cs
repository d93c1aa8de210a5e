using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>The code in the project's own pages, as it stands there.</summary>
internal static class MarkdownCode
{
    /// <summary>Where the README's examples find the server.</summary>
    public const string Address = "http://localhost:5080";

    /// <summary>The fenced blocks of a page: their language and text.</summary>
    public static IReadOnlyList<(string Language, string Text)> BlocksOf(string page)
    {
        var blocks = new List<(string, string)>();
        var lines = File.ReadAllLines(Repository.PathOf(page));
        for (var n = 0; n < lines.Length; n++)
        {
            if (!lines[n].StartsWith("```", StringComparison.Ordinal))
                continue;
            var text = lines.Skip(n + 1).TakeWhile(line => line != "```").ToArray();
            blocks.Add((lines[n][3..], string.Join('\n', text)));
            n += text.Length + 1;
        }

        return blocks;
    }

    /// <summary>The indented command lines of a page, without those of its fenced blocks.</summary>
    public static IReadOnlyList<string> CommandsOf(string page)
    {
        var isFenced = false;
        var commands = new List<string>();
        foreach (var line in File.ReadAllLines(Repository.PathOf(page)))
        {
            isFenced ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isFenced && line.StartsWith("    ", StringComparison.Ordinal))
                commands.Add(line.Trim());
        }

        return commands;
    }
}
