using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>Reads refusals out of SignalR's error texts.</summary>
internal static class CallErrors
{
    /// <summary>The refusal that the text of a failed call holds.</summary>
    public static HubCallException Read(string error, Exception? cause = null)
    {
        if (RefusalText.Read(error) is { } refusal && ErrorCodes.TryParse(refusal.Code, out var code))
            return Refused(code, refusal.Text, refusal.Details, cause);
        // SignalR's own sentence for a method that isn't there; the only refusal without a code.
        return error.Contains("Method does not exist", StringComparison.Ordinal)
            ? new HubCallException(ErrorCode.BadRequest, error, null, cause)
            : new HubCallException(ErrorCode.Internal, error, null, cause);
    }

    /// <summary>The refusal of a call that HubConnection reported.</summary>
    public static HubCallException Read(HubException error) => Read(error.Message, error);

    /// <summary>A refusal that came as a value.</summary>
    public static HubCallException Read(WireError error) => Refused(error.Code, error.Message, RefusalText.DetailsOf(error, error.Message), null);

    /// <summary>Why the server ended a subscription; its codes are more than those of calls.</summary>
    public static HubCallException Read(Unsubscribed unsubscribed) =>
        Refused(ErrorCodes.TryParse(unsubscribed.Code, out var code) ? code : ErrorCode.PermissionDenied, unsubscribed.Message, RefusalText.DetailsOf(unsubscribed, unsubscribed.Message), null);

    private static HubCallException Refused(ErrorCode code, string text, RefusalDetails? details, Exception? cause)
    {
        TimeSpan? retryAfter = details?.RetryAfterMs is { } ms and > 0 and < int.MaxValue ? TimeSpan.FromMilliseconds(ms) : null;
        return new HubCallException(code, text, retryAfter, cause) { Details = details };
    }
}
