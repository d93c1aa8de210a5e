using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RealtimeHub.Shared;

/// <summary>
/// A refusal as the error of a call carries it: <c>code: text</c> and, where there is data, a line break and one JSON
/// object of <see cref="RefusalDetails"/>.
/// </summary>
/// <param name="Code">The code's word; a newer server may know words that <see cref="ErrorCode"/> lacks.</param>
/// <param name="Text">For people, one line.</param>
/// <param name="Details">For programs; null where the server sent none.</param>
public sealed partial record RefusalText(string Code, string Text, RefusalDetails? Details)
{
    /// <summary>Writes a refusal. Line breaks and other control characters in the text become spaces.</summary>
    public static string Write(ErrorCode code, string text, RefusalDetails? details = null)
    {
        var line = $"{code.ToWord()}: {ControlCharacters().Replace(text, " ")}";
        return details is null || details == RefusalDetails.None
            ? line
            : $"{line}\n{JsonSerializer.Serialize(details, HubJson.Default.RefusalDetails)}";
    }

    /// <summary>Reads the refusal in the error text of a failed call; null when there is none in it.</summary>
    /// <remarks>
    /// Details that are not an object of the expected types count as none. Servers of before the details said how long to
    /// wait in the text only: <c>retry after N ms</c> is read from there when there are no details.
    /// </remarks>
    public static RefusalText? Read(string error)
    {
        var match = Refusal().Match(error);
        if (!match.Success)
            match = RefusalOfSeveralLines().Match(error);
        if (!match.Success)
            return null;
        var text = match.Groups["text"].Value;
        return new RefusalText(match.Groups["code"].Value, text, ReadDetails(match.Groups["details"].Value) ?? DetailsOf(text));
    }

    /// <summary>The details of a refusal that came as a message of its own, with the same regard for servers of before.</summary>
    public static RefusalDetails? DetailsOf(RefusalData message, string text) => message.ToDetails() ?? DetailsOf(text);

    private static RefusalDetails? DetailsOf(string text) =>
        RetryAfter().Match(text) is { Success: true } wait && long.TryParse(wait.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? new RefusalDetails { RetryAfterMs = ms }
            : null;

    private static RefusalDetails? ReadDetails(string json)
    {
        if (json.Length == 0)
            return null;
        try
        {
            return JsonSerializer.Deserialize(json, HubJson.Default.RefusalDetails)?.ToDetails();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"HubException: (?<code>[a-z_]+): (?<text>[^\n]*)(?:\n(?<details>\{.*\}))?\z", RegexOptions.Singleline)]
    private static partial Regex Refusal();

    // No server of ours writes such a text; one in front of it might.
    [GeneratedRegex(@"HubException: (?<code>[a-z_]+): (?<text>.*)\z", RegexOptions.Singleline)]
    private static partial Regex RefusalOfSeveralLines();

    [GeneratedRegex(@"retry after (\d{1,15}) ms\s*\z")]
    private static partial Regex RetryAfter();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex ControlCharacters();
}
