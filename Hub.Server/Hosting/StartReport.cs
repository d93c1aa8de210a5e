using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RealtimeHub.Server.Hosting.Configuration;

namespace RealtimeHub.Server.Hosting;

/// <summary>Logs, once the server listens, what an operator must know about this start.</summary>
internal sealed partial class StartReport(
    RealtimeHubOptions options, IServer server, IHostEnvironment environment, IConfiguration configuration, ILogger<StartReport> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var version = typeof(StartReport).Assembly.GetName().Version?.ToString(3) ?? "";
        var addresses = string.Join(", ", server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        LogStarted(version, environment.EnvironmentName, addresses);
        LogStorage(options.Engine switch
        {
            EngineKind.Memory => "memory, everything is lost when the process ends",
            EngineKind.Redis => $"Redis under {options.Redis.Prefix}:",
            _ => $"the journal in {options.Journal.Folder}",
        });
        LogAccess(
            options.Auth.AllowAnonymous ? "without a token" : "with a token only",
            options.Auth.AllowGuests ? "guest tokens are given" : "no guest tokens are given",
            options.Origins.Count == 0 ? "only those of this server's own origin" : "also those of " + string.Join(", ", options.Origins.Values),
            configuration[HostNames.Key] is { Length: > 0 } hosts ? hosts : "*");
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "RealtimeHub {Version} started. Environment: {Environment}. Addresses: {Addresses}.")]
    private partial void LogStarted(string version, string environment, string addresses);

    [LoggerMessage(Level = LogLevel.Information, Message = "Channels are stored in {Store}.")]
    private partial void LogStorage(string store);

    [LoggerMessage(Level = LogLevel.Information, Message = "Clients may connect {Anonymous}; {Guests}. Pages (Hub:Origins): {Origins}. Host names (AllowedHosts): {Hosts}.")]
    private partial void LogAccess(string anonymous, string guests, string origins, string hosts);
}
