namespace RealtimeHub.Server.Channels;

/// <summary>What a token says of a caller.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Name">The name the user goes by.</param>
/// <param name="Grants">Rights beyond those of the namespaces.</param>
/// <param name="Expires">When it runs out.</param>
internal sealed record CallerToken(string UserId, string? Name, IReadOnlyList<ChannelGrant> Grants, DateTimeOffset Expires)
{
    /// <summary>By which this one token can be revoked; null where it has no id.</summary>
    public string? TokenId { get; init; }

    /// <summary>The earliest moment at which it can have been issued; null where it doesn't say.</summary>
    public DateTimeOffset? IssuedAfter { get; init; }

    /// <summary>Whether it is a guest, who is a new user with each name that is given.</summary>
    public bool IsGuest { get; init; }

    /// <summary>The user; null for a guest.</summary>
    public string? SignedInUserId => IsGuest ? null : UserId;

    /// <summary>Whether it is good for ever, as users of a scheme without expiry are.</summary>
    public bool NeverExpires => Expires == DateTimeOffset.MaxValue;

    public ChannelCaller ToCaller(string connectionId) => new(connectionId, UserId, Name) { Grants = Grants };
}

/// <summary>Where tokens come from: identity brings it.</summary>
internal interface ICallerTokens
{
    /// <summary>The token a request came with; null for an anonymous one.</summary>
    CallerToken? Of(HttpContext? request);

    /// <summary>Reads a token; null when it is invalid.</summary>
    ValueTask<CallerToken?> ReadAsync(string token);

    /// <summary>
    /// Notes a connection's new token: while it holds, the token that the connection began with still identifies its HTTP
    /// requests, although it has expired.
    /// </summary>
    /// <param name="request">The request that the connection began with.</param>
    /// <param name="token">The new token, of the same user.</param>
    void Extend(HttpContext? request, CallerToken token);
}
