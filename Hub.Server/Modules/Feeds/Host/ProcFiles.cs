using System.Globalization;

namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>The text files in which Linux tells about itself.</summary>
internal sealed class ProcFiles(string folder = "/proc")
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>A file's text, or null where there is none or it may not be read.</summary>
    public string? Read(string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The words of a line.</summary>
    public static string[] Words(string line) => line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A counter; what is not one reads as 0. Those above 2^63 come out negative, which <see cref="CounterRates"/> can bear.</summary>
    public static long Counter(string word) =>
        ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? unchecked((long)value) : 0;
}
