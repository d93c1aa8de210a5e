using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>What a valid token says.</summary>
internal sealed record TokenClaims
{
    /// <summary><c>sub</c>, 1–128 bytes.</summary>
    public required string UserId { get; init; }

    /// <summary>The name the user goes by, at most 64 characters.</summary>
    public string? Name { get; init; }

    /// <summary>When the token runs out; it is taken for 60 s more because clocks differ.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Whether <c>role</c> is <c>admin</c>.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>Rights beyond those of the namespaces.</summary>
    public IReadOnlyList<ChannelGrant> Grants { get; init; } = [];

    /// <summary>The claims a request came with; null without a token.</summary>
    public static TokenClaims? Of(HttpContext? context) =>
        context?.Items.TryGetValue(typeof(TokenClaims), out var claims) == true ? claims as TokenClaims : null;

    // Items, not Features: long polling runs the hub on a copy of the request that keeps items and the user only.
    internal void AttachTo(HttpContext context) => context.Items[typeof(TokenClaims)] = this;
}
