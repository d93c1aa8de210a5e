namespace RealtimeHub.Server.Identity;

/// <summary>The paths that identity protects.</summary>
internal static class HubPaths
{
    public const string Hub = "/hub";
    public const string Refresh = "/refresh";
    public const string Yjs = "/yjs";
    public const string Auth = "/auth";
    public const string Guest = Auth + "/guest";
    public const string SignIn = Auth + "/options";

    public const string Api = "/api/v1";
    public const string Health = "/health";

    /// <summary>Whether a request goes to an endpoint of the embedding application, whose address may begin as one of the hub's: nothing of the hub is for it.</summary>
    public static bool IsForeign(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<HubEndpoint>() is null;

    /// <summary>Whether an API key or an administrator's token is needed.</summary>
    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase) && !IsForeign(context);

    /// <summary>Whether fresh credentials come for a connection, which need not be its user's: that is for the endpoint to say.</summary>
    public static bool IsRefresh(HttpContext context) => IsHub(context) && context.Request.Path.Value!.EndsWith(Refresh, StringComparison.OrdinalIgnoreCase);

    /// <summary>The hub, or one of the application's own that is mapped with identity.</summary>
    public static bool IsHub(HttpContext context) =>
        (context.Request.Path.StartsWithSegments(Hub, StringComparison.OrdinalIgnoreCase) && !IsForeign(context)) || context.GetEndpoint()?.Metadata.GetMetadata<OwnHub>() is not null;

    /// <summary>Whether requests come with a token, which may be in the query: browsers can't send headers with a WebSocket.</summary>
    public static bool TakesToken(HttpContext context) => IsHub(context) || (context.Request.Path.StartsWithSegments(Yjs, StringComparison.OrdinalIgnoreCase) && !IsForeign(context));

    /// <summary>Whether pages of other origins are refused.</summary>
    public static bool IsGuarded(HttpContext context) =>
        TakesToken(context)
        || IsApi(context)
        || ((context.Request.Path.StartsWithSegments(Auth, StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments(Health, StringComparison.OrdinalIgnoreCase)) && !IsForeign(context));
}

/// <summary>Marks the endpoints of the server, among those of the embedding application.</summary>
internal sealed class HubEndpoint
{
    public static HubEndpoint Mark { get; } = new();
}

/// <summary>Marks the endpoints of a hub of the embedding application.</summary>
internal sealed class OwnHub
{
    public static OwnHub Mark { get; } = new();
}
