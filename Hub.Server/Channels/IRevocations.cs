using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>
/// Takes access away before tokens expire. When a call has returned, nothing that is published later reaches the revoked: their connections have ended, on
/// every transport, and their tokens are refused, also after a restart. Other nodes that share the engine follow a moment later.
/// </summary>
public interface IRevocations
{
    /// <summary>Ends all connections of a user and refuses every token that was issued to the user until now. Tokens that are issued later are taken.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="reason">What the user's clients receive in <c>Closing</c>; <see cref="RevocationReason.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels writing it down; this node refuses the user all the same until it ends.</param>
    /// <exception cref="ArgumentException">It can't be a user's id, or the reason's code is neither <c>kicked</c> nor <c>banned</c>.</exception>
    ValueTask RevokeUserAsync(string userId, RevocationReason? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Ends all connections that use a token and refuses it from now on.</summary>
    /// <param name="tokenId">The token's <c>jti</c>.</param>
    /// <param name="reason">What the token's clients receive in <c>Closing</c>; <see cref="RevocationReason.Default"/> when null.</param>
    /// <param name="cancellationToken">Cancels writing it down; this node refuses the token all the same until it ends.</param>
    /// <exception cref="ArgumentException">It can't be a token's id, or the reason's code is neither <c>kicked</c> nor <c>banned</c>.</exception>
    ValueTask RevokeTokenAsync(string tokenId, RevocationReason? reason = null, CancellationToken cancellationToken = default);
}

/// <summary>What clients whose access is revoked receive in <c>Closing</c>. They don't come back by themselves.</summary>
/// <param name="Code"><see cref="ClosingCode.Kicked"/> or <see cref="ClosingCode.Banned"/>.</param>
/// <param name="Message">Why, for people.</param>
public sealed record RevocationReason(ClosingCode Code, string Message)
{
    /// <summary><c>kicked</c>, without saying why.</summary>
    public static RevocationReason Default { get; } = new(ClosingCode.Kicked, "access was revoked");

    /// <summary>Whether a code may be told to someone whose access is revoked.</summary>
    public static bool Takes(ClosingCode code) => code is ClosingCode.Kicked or ClosingCode.Banned;
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
