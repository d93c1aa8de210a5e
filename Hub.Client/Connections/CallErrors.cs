using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>Reads refusals out of SignalR's error texts.</summary>
internal static partial class CallErrors
{
    /// <summary>The refusal that the text of a failed call holds.</summary>
    public static HubCallException Read(string error, Exception? cause = null)
    {
        var match = Refusal().Match(error);
        if (match.Success && ErrorCodes.TryParse(match.Groups["code"].Value, out var code))
            return Refused(code, match.Groups["text"].Value, cause);
        // SignalR's own sentence for a method that isn't there; the only refusal without a code.
        return error.Contains("Method does not exist", StringComparison.Ordinal)
            ? new HubCallException(ErrorCode.BadRequest, error, null, cause)
            : new HubCallException(ErrorCode.Internal, error, null, cause);
    }

    /// <summary>The refusal of a call that HubConnection reported.</summary>
    public static HubCallException Read(HubException error) => Read(error.Message, error);

    /// <summary>A refusal that came as a value.</summary>
    public static HubCallException Read(WireError error) => Refused(error.Code, error.Message, null);

    private static HubCallException Refused(ErrorCode code, string text, Exception? cause)
    {
        var wait = RetryAfter().Match(text);
        TimeSpan? retryAfter = wait.Success && int.TryParse(wait.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var ms)
            ? TimeSpan.FromMilliseconds(ms)
            : null;
        return new HubCallException(code, text, retryAfter, cause);
    }

    [GeneratedRegex("HubException: (?<code>[a-z_]+): (?<text>.*)$", RegexOptions.Singleline)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"retry after (\d{1,9}) ms\s*$")]
    private static partial Regex RetryAfter();
}
