using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Identity;

/// <summary>Who may connect: <c>Hub:Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>Whether <c>POST /auth/guest</c> gives tokens. Default: in Development only.</summary>
    public bool AllowGuests { get; set; }

    /// <summary>Whether the hub accepts connections without a token. Default: in Development only.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>The <c>iss</c> that tokens must have; null, the default, accepts any.</summary>
    public string? Issuer { get; set; }

    /// <summary>The <c>aud</c> that tokens must have, alone or among others; null, the default, accepts any.</summary>
    public string? Audience { get; set; }

    /// <summary>The keys whose tokens are accepted; the first with a secret signs the server's own. With none Development uses a key that it makes itself.</summary>
    public OptionsMap<KeyOptions> Keys { get; } = new(() => new KeyOptions());

    /// <summary>
    /// The issuer of an OpenID Connect identity provider, whose discovery document says where its keys are: its tokens are accepted if their <c>iss</c> is the
    /// one that it calls itself. Takes <see cref="Audience"/>. Default: none.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>The address of an identity provider's key set (JWKS), where it has no discovery. Takes <see cref="Audience"/>. Default: none.</summary>
    public string? JwksAddress { get; set; }

    /// <summary>Whether <see cref="Authority"/> and <see cref="JwksAddress"/> must be https. Default: outside Development.</summary>
    public bool RequireHttps { get; set; }

    /// <summary>Where an identity provider's keys are; null where none is configured.</summary>
    internal KeyLocation? KeyLocation => (Authority, JwksAddress) switch
    {
        ({ } authority, _) => new KeyLocation(authority, null, RequireHttps),
        (_, { } keys) => new KeyLocation(null, new Uri(keys), RequireHttps),
        _ => null,
    };

    /// <summary>
    /// Whether a token must say in <c>iat</c> when it was issued. Without one a token counts as issued before every revocation of its user that is still remembered (24 hours), and
    /// may live 24 hours from now on, however old it is. Default: <c>false</c>.
    /// </summary>
    public bool RequireIssuedAt { get; set; }

    /// <summary>
    /// The name of an authentication scheme of the application that embeds the hub, such as <c>Cookies</c>, by which the hub knows users in place of
    /// tokens; null, the default, takes tokens.
    /// </summary>
    public string? Scheme { get; set; }

    /// <summary>The scheme by which requests are authenticated.</summary>
    internal string SchemeName => Scheme ?? BearerTokenHandler.SchemeName;

    /// <summary>Whether guests' tokens are given and taken.</summary>
    internal bool GivesGuests => AllowGuests && Scheme is null;

    /// <summary>Whether a start without a key is refused. Not configured: outside Development it is.</summary>
    public bool RequiresKey { get; internal set; }
}
