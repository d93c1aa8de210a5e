using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.Server.Hosting.Embedding;
using RealtimeHub.Server.Identity;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps RealtimeHub in an application of your own.</summary>
public static class RealtimeHubApplicationExtensions
{
    /// <summary>
    /// Maps the hub at <c>/hub</c> and what belongs to it. Only requests to its own addresses pass through it, and an endpoint of the application keeps its address. Origins, tokens and limits are
    /// checked by the hub itself; the application's authorization policies don't hold for it.
    /// </summary>
    /// <param name="app">The application, whose services have <c>AddRealtimeHub</c>.</param>
    /// <param name="configure">Chooses what is mapped beside the hub.</param>
    /// <returns>Adds conventions to the endpoints of the hub.</returns>
    /// <exception cref="InvalidOperationException"><c>AddRealtimeHub</c> is missing, it is mapped already, or the pages are not there.</exception>
    /// <exception cref="Exception"><c>Hub:Auth:Scheme</c> names no authentication scheme of the application.</exception>
    public static IEndpointConventionBuilder MapRealtimeHub(this WebApplication app, Action<RealtimeHubEndpoints>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = app.Services.GetService<RealtimeHubOptions>() ?? throw Missing();
        if (!app.Services.GetRequiredService<MappedHub>().TryMap())
            throw new InvalidOperationException("MapRealtimeHub was called before; an application has one hub. Map hubs of your own with MapRealtimeHub<THub>(path).");
        var endpoints = new RealtimeHubEndpoints();
        configure?.Invoke(endpoints);
        app.UseTrustedProxies([.. options.TrustedProxies.Values]);
        if (endpoints.Pages)
            app.UseEmbeddedPages();
        app.UseHubGates(endpoints.Api);
        var group = app.MapHubGroup();

        // The application's own description has its own operations.
        group.ExcludeFromDescription();
        if (endpoints.Health)
            group.MapHealth();
        if (endpoints.Api)
            group.MapApi();
        return group.MapChannelHub();
    }

    /// <summary>
    /// Maps a hub of the application's own with RealtimeHub's identity and fan-out: tokens (or <c>Hub:Auth:Scheme</c>), origins, expiry, SignalR 11's authentication refresh and
    /// revocation hold there as at <c>/hub</c>, and no sender waits for a slow reader. Limits and channels are not for it. On long polling such a hub's <c>Context.User</c> keeps the
    /// claims that the connection began with, also after a refresh.
    /// </summary>
    /// <typeparam name="THub">The hub.</typeparam>
    /// <param name="app">The application, behind <see cref="MapRealtimeHub"/>.</param>
    /// <param name="path">The hub's address.</param>
    /// <param name="configure">Sets the transports' options.</param>
    /// <returns>Adds conventions to the hub's endpoints.</returns>
    /// <exception cref="InvalidOperationException"><see cref="MapRealtimeHub"/> was not called before.</exception>
    public static IEndpointConventionBuilder MapRealtimeHub<THub>(this WebApplication app, string path, Action<HttpConnectionDispatcherOptions>? configure = null)
        where THub : Hub
    {
        ArgumentNullException.ThrowIfNull(app);
        if ((app.Services.GetService<MappedHub>() ?? throw Missing()).IsMapped is false)
            throw new InvalidOperationException($"Call app.MapRealtimeHub() before MapRealtimeHub<{typeof(THub).Name}>: it adds what checks tokens and origins.");
        var options = new HttpConnectionDispatcherOptions();
        configure?.Invoke(options);
        return app.MapOwnHub<THub>(path, options);
    }

    private static InvalidOperationException Missing() => new("AddRealtimeHub is missing: call builder.Services.AddRealtimeHub() before the application is built.");
}
