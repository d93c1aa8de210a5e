namespace RealtimeHub.Server.Channels;

/// <summary>
/// Takes access away before tokens expire. When a call has returned, nothing that is published later reaches the revoked: their connections have ended, on
/// every transport, and their tokens are refused, also after a restart.
/// </summary>
public interface IRevocations
{
    /// <summary>Ends all connections of a user and refuses every token that was issued to the user until now. Tokens that are issued later are taken.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="cancellationToken">Cancels writing it down; this node refuses the user all the same until it ends.</param>
    /// <exception cref="ArgumentException">It can't be a user's id.</exception>
    ValueTask RevokeUserAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>Ends all connections that use a token and refuses it from now on.</summary>
    /// <param name="tokenId">The token's <c>jti</c>.</param>
    /// <param name="cancellationToken">Cancels writing it down; this node refuses the token all the same until it ends.</param>
    /// <exception cref="ArgumentException">It can't be a token's id.</exception>
    ValueTask RevokeTokenAsync(string tokenId, CancellationToken cancellationToken = default);
}

/// <summary>Which tokens are refused although they are valid otherwise: identity brings it.</summary>
internal interface IRevokedTokens
{
    /// <summary>The longest that a revocation has to be remembered: the tokens that it is about have expired then.</summary>
    TimeSpan Lifetime { get; }

    /// <summary>Whether this may be a user's id.</summary>
    bool IsUserId(string text);

    /// <summary>Whether this may be a token's id.</summary>
    bool IsTokenId(string text);

    void AddUser(string userId, DateTimeOffset revoked);

    void AddToken(string tokenId, DateTimeOffset revoked);

    /// <summary>Whether a token has been revoked, by itself or with its user.</summary>
    bool Has(CallerToken token);
}
