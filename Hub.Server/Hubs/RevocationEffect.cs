using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Refuses revoked tokens on this node and ends its connections that use them.</summary>
internal sealed class RevocationEffect(
    IRevokedTokens revoked, UserConnections users, ConnectionRevoker revoker, OwnHubConnections ownHubs, DocumentSessions sessions) : IRevocationEffect
{
    public void Take(Revocation revocation)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(revocation.Time);
        if (revocation.UserId is { } userId)
        {
            revoked.AddUser(userId, time);
            End(users.Of(userId), revocation.Reason);
        }
        else if (revocation.TokenId is { } tokenId)
        {
            revoked.AddToken(tokenId, time);
            End(users.All, revocation.Reason);
        }
    }

    // Those who come in meanwhile look at the revoked themselves, once they can be found here.
    private void End(IEnumerable<ChannelConnection> connections, RevocationReason reason)
    {
        foreach (var connection in connections)
        {
            if (connection.Token is { } token && revoked.Has(token))
                revoker.End(connection, reason);
        }

        ownHubs.EndRevoked();
        sessions.EndWhere(revoked.Has, ErrorCode.Unauthorized, reason.Message);
    }
}
