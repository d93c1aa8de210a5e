using System.Text.RegularExpressions;

namespace RealtimeHub.Server.Diagnostics.Logging;

/// <summary>Takes access tokens out of a text.</summary>
internal static partial class TokenText
{
    private const string Redacted = "[token]";

    // Nothing shorter is worth a look.
    private const int Shortest = 12;

    /// <summary>The same text where it has no token.</summary>
    public static string Redact(string text) => text.Length < Shortest ? text : Tokens().Replace(text, Redacted);

    // What stands where tokens are sent, and what has the form of one: by its usual beginning, also when cut off, or by its three parts. Each
    // alternative begins at the beginning of a word only, so that the search is linear.
    [GeneratedRegex(
        """(?<=\baccess_token(?:=|%3D))[^&\s"']+|(?<=\bBearer[ +])[^\s"',]+|(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){1,2}|(?<![\w-])[\w-]{16,}\.[\w-]{10,}\.[\w-]{40,}""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tokens();
}
