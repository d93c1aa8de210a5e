using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>Which tokens are refused although they are valid otherwise, as long as they could be.</summary>
internal sealed class RevokedTokens(TimeProvider time) : IRevokedTokens
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, DateTimeOffset> users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> tokens = new(StringComparer.Ordinal);

    private readonly Lock gate = new();
    private DateTimeOffset lastSweep;

    public TimeSpan Lifetime => TokenRules.MaxLifetime + (2 * TokenRules.Skew);

    public bool IsUserId(string text) => UserText.IsId(text);

    public bool IsTokenId(string text) => UserText.IsTokenId(text);

    public void AddUser(string userId, DateTimeOffset revoked) => Add(users, userId, revoked);

    public void AddToken(string tokenId, DateTimeOffset revoked) => Add(tokens, tokenId, revoked);

    public bool Has(CallerToken token) => Has(token.UserId, token.TokenId, token.IssuedAfter);

    /// <summary>Whether a token with these claims has been revoked.</summary>
    public bool Has(TokenClaims claims) => Has(claims.UserId, claims.TokenId, claims.IssuedAfter);

    // Without an iat there is no telling a later token from an earlier one.
    private bool Has(string userId, string? tokenId, DateTimeOffset? issuedAfter) =>
        (!users.IsEmpty && users.TryGetValue(userId, out var revoked) && !(issuedAfter > revoked))
        || (tokenId is not null && tokens.ContainsKey(tokenId));

    private void Add(ConcurrentDictionary<string, DateTimeOffset> entries, string id, DateTimeOffset revoked)
    {
        entries.AddOrUpdate(id, revoked, (_, before) => before > revoked ? before : revoked);
        if (IsSweepDue())
            Sweep();
    }

    private bool IsSweepDue()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now - lastSweep < SweepInterval)
                return false;
            lastSweep = now;
            return true;
        }
    }

    private void Sweep()
    {
        var gone = time.GetUtcNow() - Lifetime;
        foreach (var entries in new[] { users, tokens })
        {
            foreach (var old in entries.Where(entry => entry.Value < gone))
                entries.TryRemove(old);
        }
    }
}
