using Microsoft.Extensions.Configuration.Memory;

namespace RealtimeHub.Server.Hosting;

/// <summary>What is not logged unless the configuration asks for it.</summary>
internal static class QuietLogging
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",

        // It writes keys for cookies, which this server does not use.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",

        // A start that fails is reported in one line where the program ends.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",

        // It logs every refusal as an error with its stack; what deserves that is logged where calls are refused.
        ["Logging:LogLevel:Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher"] = "None",
    };

    /// <summary>Puts the levels below every other source of configuration.</summary>
    public static void UseQuietLogging(this WebApplicationBuilder builder) =>
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Levels });
}
