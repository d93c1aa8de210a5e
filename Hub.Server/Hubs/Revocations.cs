using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Hubs;

/// <summary>Takes access away: first here and now, then where it is stored, and with it on every other node.</summary>
internal sealed class Revocations(IRevokedTokens revoked, RevocationStore store, IRevocationEffect effect, TimeProvider time) : IRevocations
{
    public ValueTask RevokeUserAsync(string userId, RevocationReason? reason, CancellationToken cancellationToken)
    {
        Check(reason);
        if (!revoked.IsUserId(userId))
            throw new ArgumentException("this can't be a user's id", nameof(userId));
        return RevokeAsync(new Revocation(userId, null, Now, reason?.Code, reason?.Message), cancellationToken);
    }

    public ValueTask RevokeTokenAsync(string tokenId, RevocationReason? reason, CancellationToken cancellationToken)
    {
        Check(reason);
        if (!revoked.IsTokenId(tokenId))
            throw new ArgumentException("this can't be a token's id", nameof(tokenId));
        return RevokeAsync(new Revocation(null, tokenId, Now, reason?.Code, reason?.Message), cancellationToken);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private ValueTask RevokeAsync(Revocation revocation, CancellationToken cancellationToken)
    {
        effect.Take(revocation);
        return store.WriteAsync(revocation, cancellationToken);
    }

    private static void Check(RevocationReason? reason)
    {
        if (reason is not null && !RevocationReason.Takes(reason.Code))
            throw new ArgumentException("the code must be kicked or banned", nameof(reason));
    }
}
