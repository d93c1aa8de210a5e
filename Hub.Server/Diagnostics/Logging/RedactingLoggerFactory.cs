using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace RealtimeHub.Server.Diagnostics.Logging;

/// <summary>
/// Makes loggers that can't write an access token. Rules of the configuration could be outdone by longer rules of the configuration;
/// this sits in front of all of them.
/// </summary>
internal sealed class RedactingLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    // Categories of the framework that write, at lower levels, what a client sent: the request line with its query, and a call's arguments.
    private static readonly Dictionary<string, LogLevel> Lowest = new(StringComparer.Ordinal)
    {
        ["Microsoft.AspNetCore.Hosting.Diagnostics"] = LogLevel.Warning,
        ["Microsoft.AspNetCore.Server.Kestrel.BadRequests"] = LogLevel.Information,
        ["Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher"] = LogLevel.Information,
    };

    public ILogger CreateLogger(string categoryName) =>
        new RedactingLogger(inner.CreateLogger(categoryName), Lowest.GetValueOrDefault(categoryName, LogLevel.Trace));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    /// <summary>Puts it in front of the application's.</summary>
    public static void Add(IServiceCollection services)
    {
        var present = services.LastOrDefault(descriptor => descriptor.ServiceType == typeof(ILoggerFactory));
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(provider => new RedactingLoggerFactory(Make(present, provider))));
    }

    // A logging library that an application uses may have put a factory of its own there.
    private static ILoggerFactory Make(ServiceDescriptor? present, IServiceProvider provider) => present switch
    {
        { ImplementationInstance: ILoggerFactory factory } => factory,
        { ImplementationFactory: { } create } => (ILoggerFactory)create(provider),
        { ImplementationType: { } type } when type != typeof(LoggerFactory) => (ILoggerFactory)ActivatorUtilities.CreateInstance(provider, type),
        _ => new LoggerFactory(
            provider.GetServices<ILoggerProvider>(),
            provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
            provider.GetService<IOptions<LoggerFactoryOptions>>(),
            provider.GetService<IExternalScopeProvider>()),
    };
}
