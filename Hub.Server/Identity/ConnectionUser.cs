using System.Security.Claims;
using System.Security.Principal;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeHub.Server.Identity;

/// <summary>
/// A connection's user, whose claims a refresh replaces. SignalR asks a connection for its user once and keeps the answer, so what it keeps is this.
/// </summary>
internal sealed class ConnectionUser(ClaimsPrincipal user) : ClaimsPrincipal
{
    private volatile ClaimsPrincipal user = user;

    public override IIdentity? Identity => user.Identity;

    public override IEnumerable<ClaimsIdentity> Identities => user.Identities;

    public override IEnumerable<Claim> Claims => user.Claims;

    /// <summary>Stands in for the user of a connection from now on. Before SignalR has asked for it.</summary>
    public static ConnectionUser Attach(ConnectionContext connection)
    {
        var request = connection.GetHttpContext();
        var first = connection.Features.GetRequiredFeature<IConnectionUserFeature>().User;
        var stand = new ConnectionUser(first ?? request?.User ?? new ClaimsPrincipal());

        // With each poll the transport sets its own feature to the user of that poll, who has the claims of the token that the client began with. SignalR may
        // ask only after that, so it gets a feature that the transport doesn't know.
        connection.Features.Set<IConnectionUserFeature>(new Feature { User = stand });
        if (request is not null)
            request.User = stand;
        return stand;
    }

    /// <summary>Replaces the user; what runs already may have seen the one before.</summary>
    public void Replace(ClaimsPrincipal refreshed) => user = refreshed;

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match) => user.FindAll(match);

    public override IEnumerable<Claim> FindAll(string type) => user.FindAll(type);

    public override Claim? FindFirst(Predicate<Claim> match) => user.FindFirst(match);

    public override Claim? FindFirst(string type) => user.FindFirst(type);

    public override bool HasClaim(Predicate<Claim> match) => user.HasClaim(match);

    public override bool HasClaim(string type, string value) => user.HasClaim(type, value);

    public override bool IsInRole(string role) => user.IsInRole(role);

    public override ClaimsPrincipal Clone() => user.Clone();

    private sealed class Feature : IConnectionUserFeature
    {
        public ClaimsPrincipal? User { get; set; }
    }
}
