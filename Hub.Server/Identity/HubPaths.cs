namespace RealtimeHub.Server.Identity;

/// <summary>The paths that identity guards.</summary>
internal static class HubPaths
{
    public const string Hub = "/hub";
    public const string Auth = "/auth";
    public const string Guest = Auth + "/guest";

    public static bool IsHub(PathString path) => path.StartsWithSegments(Hub, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether pages of other origins are kept out.</summary>
    public static bool IsGuarded(PathString path) => IsHub(path) || path.StartsWithSegments(Auth, StringComparison.OrdinalIgnoreCase);
}
