namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>The beginning of a text, in one line.</summary>
internal static class Excerpts
{
    public const int MaxCharacters = 120;

    public static string Of(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        if (line.Length <= MaxCharacters)
            return line;
        var end = char.IsHighSurrogate(line[MaxCharacters - 2]) ? MaxCharacters - 2 : MaxCharacters - 1;
        return line[..end].TrimEnd() + "…";
    }
}
