namespace RealtimeHub.Server.Channels;

/// <summary>What a token says of a caller.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Name">The name the user goes by.</param>
/// <param name="Grants">Rights beyond those of the namespaces.</param>
/// <param name="Expires">When it runs out.</param>
internal sealed record CallerToken(string UserId, string? Name, IReadOnlyList<ChannelGrant> Grants, DateTimeOffset Expires)
{
    public ChannelCaller ToCaller(string connectionId) => new(connectionId, UserId, Name) { Grants = Grants };
}

/// <summary>Where tokens come from: identity brings it.</summary>
internal interface ICallerTokens
{
    /// <summary>The token a request came with; null for an anonymous one.</summary>
    CallerToken? Of(HttpContext? request);

    /// <summary>Judges a token; null when it is invalid.</summary>
    CallerToken? Read(string token);
}
