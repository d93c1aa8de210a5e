namespace RealtimeHub.Server.Diagnostics;

/// <summary>Where the server keeps what it stores.</summary>
internal static class DataFolder
{
    /// <summary><c>Hub:DataPath</c>, relative to the content root; <c>data</c> when it is absent.</summary>
    public static string Of(IConfiguration configuration, IHostEnvironment environment)
    {
        var path = configuration["Hub:DataPath"] is { Length: > 0 } given ? given : "data";
        return Path.GetFullPath(Path.Combine(environment.ContentRootPath, path));
    }
}
