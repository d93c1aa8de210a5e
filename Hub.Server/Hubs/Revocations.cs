using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Takes access away: first here and now, then on disk.</summary>
internal sealed class Revocations(
    IRevokedTokens revoked, RevocationStore store, UserConnections users, ConnectionRevoker revoker, OwnHubConnections ownHubs, DocumentSessions sessions, TimeProvider time) : IRevocations
{
    public async ValueTask RevokeUserAsync(string userId, RevocationReason? reason, CancellationToken cancellationToken)
    {
        Check(reason);
        if (!revoked.IsUserId(userId))
            throw new ArgumentException("this can't be a user's id", nameof(userId));
        var now = time.GetUtcNow();
        revoked.AddUser(userId, now);
        EndRevoked(users.Of(userId), reason ?? RevocationReason.Default);
        await store.WriteAsync(new Revocation(userId, null, now.ToUnixTimeMilliseconds()), cancellationToken);
    }

    public async ValueTask RevokeTokenAsync(string tokenId, RevocationReason? reason, CancellationToken cancellationToken)
    {
        Check(reason);
        if (!revoked.IsTokenId(tokenId))
            throw new ArgumentException("this can't be a token's id", nameof(tokenId));
        var now = time.GetUtcNow();
        revoked.AddToken(tokenId, now);
        EndRevoked(users.All, reason ?? RevocationReason.Default);
        await store.WriteAsync(new Revocation(null, tokenId, now.ToUnixTimeMilliseconds()), cancellationToken);
    }

    // Those who come in meanwhile look at the revoked themselves, once they can be found here.
    private void EndRevoked(IEnumerable<ChannelConnection> connections, RevocationReason reason)
    {
        foreach (var connection in connections)
        {
            if (connection.Token is { } token && revoked.Has(token))
                revoker.End(connection, reason);
        }

        ownHubs.EndRevoked();
        sessions.EndWhere(revoked.Has, ErrorCode.Unauthorized, reason.Message);
    }

    private static void Check(RevocationReason? reason)
    {
        if (reason is not null && !RevocationReason.Takes(reason.Code))
            throw new ArgumentException("the code must be kicked or banned", nameof(reason));
    }
}
