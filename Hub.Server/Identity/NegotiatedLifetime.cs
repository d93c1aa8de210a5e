using System.Globalization;
using System.Text;

namespace RealtimeHub.Server.Identity;

/// <summary>
/// Adds <c>tokenLifetimeSeconds</c> to the answer of a negotiation of version 1 and later, from which clients know when to refresh. SignalR 11 writes it
/// itself.
/// </summary>
internal sealed class NegotiatedLifetime(RequestDelegate next, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsNegotiation(context.Request) || TokenClaims.Of(context) is not { } claims || SecondsLeft(claims, time) is not { } seconds || seconds == 0)
        {
            await next(context);
            return;
        }

        using var answer = await CapturedAnswer.OfAsync(context, next);
        if (context.Response.StatusCode == StatusCodes.Status200OK && answer.Length > 2 && answer.GetBuffer()[answer.Length - 1] == '}')
        {
            answer.SetLength(answer.Length - 1);
            answer.Position = answer.Length;
            answer.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"tokenLifetimeSeconds\":{seconds}}}")));
            context.Response.ContentLength = answer.Length;
        }

        answer.Position = 0;
        await answer.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>How long a token is still valid, in whole seconds; null where it never expires.</summary>
    public static long? SecondsLeft(TokenClaims claims, TimeProvider time) =>
        claims.Expires == DateTimeOffset.MaxValue ? null : Math.Max(0, (long)(claims.Expires - time.GetUtcNow()).TotalSeconds);

    private static bool IsNegotiation(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && HubPaths.IsHub(request.HttpContext)
        && request.Path.Value!.TrimEnd('/').EndsWith("/negotiate", StringComparison.OrdinalIgnoreCase)
        && int.TryParse(request.Query["negotiateVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && version >= 1;
}
