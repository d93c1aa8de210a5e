namespace RealtimeHub.Server.Identity;

internal enum SentTokenKind
{
    None,
    One,

    /// <summary>Several different ones, so that none can be chosen.</summary>
    Unclear,
}

/// <summary>The token of a request: in its header or, on the paths of connections, where browsers can't set one, in its query.</summary>
internal readonly record struct SentToken(SentTokenKind Kind, string? Token)
{
    public const string QueryName = "access_token";

    private const string Prefix = "Bearer ";

    public static SentToken Of(HttpRequest request)
    {
        var tokens = FromHeader(request).Concat(FromQuery(request)).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return tokens.Count switch
        {
            0 => new SentToken(SentTokenKind.None, null),
            1 => new SentToken(SentTokenKind.One, tokens[0]),
            _ => new SentToken(SentTokenKind.Unclear, null),
        };
    }

    private static IEnumerable<string> FromHeader(HttpRequest request)
    {
        foreach (var value in request.Headers.Authorization)
        {
            // Kestrel trims: an empty token comes as the bare word.
            if (string.Equals(value, "Bearer", StringComparison.OrdinalIgnoreCase))
                yield return "";
            else if (value is not null && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                yield return value[Prefix.Length..];
        }
    }

    private static IEnumerable<string> FromQuery(HttpRequest request)
    {
        if (!HubPaths.TakesToken(request.HttpContext))
            yield break;
        foreach (var value in request.Query[QueryName])
            yield return value ?? "";
    }
}
