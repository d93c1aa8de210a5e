namespace RealtimeHub.Server.Hosting;

/// <summary>What the program starts with where neither command line, environment nor settings say anything.</summary>
internal static class StartDefaults
{
    /// <summary>
    /// Set by the launch profile of <c>dotnet run</c>. A profile that set <c>ASPNETCORE_ENVIRONMENT</c> itself would silently take the place of the one that
    /// its user has set.
    /// </summary>
    public const string EnvironmentVariable = "HUB_DEFAULT_ENVIRONMENT";

    /// <summary>Where the server listens.</summary>
    public const string Address = "http://localhost:5080";

    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports"];

    /// <summary>A builder for the program's arguments.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, EnvironmentName = EnvironmentFor(args) });
        if (!HasAddress(builder.Configuration))
            builder.WebHost.UseUrls(Address);
        return builder;
    }

    /// <summary>Null where the framework finds one: an application's option would come before it.</summary>
    private static string? EnvironmentFor(string[] args)
    {
        var given = new ConfigurationBuilder()
            .AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables("DOTNET_").AddCommandLine(args)
            .Build()[HostDefaults.EnvironmentKey];
        return string.IsNullOrEmpty(given) ? Environment.GetEnvironmentVariable(EnvironmentVariable) : null;
    }

    private static bool HasAddress(ConfigurationManager configuration) =>
        AddressKeys.Any(key => !string.IsNullOrEmpty(configuration[key])) || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
