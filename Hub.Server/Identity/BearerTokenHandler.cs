using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace RealtimeHub.Server.Identity;

/// <summary>Lets the framework's bearer handler read tokens by our rules.</summary>
internal sealed class BearerTokenHandler(ITokenReader reader) : TokenHandler
{
    /// <summary>Not <c>Bearer</c>: that is the name of the scheme that an embedding application has for its own API.</summary>
    public const string SchemeName = "RealtimeHub";

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var outcome = await reader.ReadAsync(token);
        return outcome.Claims is { } claims
            ? new TokenValidationResult { IsValid = true, ClaimsIdentity = claims.ToIdentity(), SecurityToken = new ReadToken(claims) }
            : new TokenValidationResult { IsValid = false, Exception = new RefusedTokenException(outcome) };
    }

    /// <summary>Puts it in the place of the handlers that the framework has.</summary>
    public static void Use(IServiceCollection services)
    {
        services.AddSingleton<BearerEvents>();
        services.AddAuthentication().AddJwtBearer(SchemeName, options => options.EventsType = typeof(BearerEvents));
        services.PostConfigure<AuthenticationOptions>(KeepDefault);
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>>(provider => new ConfigureNamedOptions<JwtBearerOptions>(SchemeName, options =>
        {
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(new BearerTokenHandler(provider.GetRequiredService<ITokenReader>()));
        }));
    }

    // The only scheme of an application is its default without being named. Ours beside it must not end that.
    private static void KeepDefault(AuthenticationOptions options)
    {
        if (options.DefaultScheme is null && options.Schemes.Where(scheme => scheme.Name != SchemeName).Take(2).ToArray() is [{ } only])
            options.DefaultScheme = only.Name;
    }
}

/// <summary>A token whose claims are read.</summary>
internal sealed class ReadToken(TokenClaims claims) : SecurityToken
{
    public TokenClaims Claims { get; } = claims;

    public override string Id => "";

    public override string Issuer => "";

    public override SecurityKey? SecurityKey => null;

    public override SecurityKey? SigningKey { get; set; }

    public override DateTime ValidFrom => DateTime.MinValue;

    public override DateTime ValidTo => Claims.Expires.UtcDateTime;
}

/// <summary>A token was refused. The reason is for the log only.</summary>
internal sealed class RefusedTokenException(TokenOutcome outcome) : SecurityTokenException(outcome.Reason)
{
    /// <summary>What a token says in which nothing is wrong but that it has expired.</summary>
    public TokenClaims? Expired { get; } = outcome.Expired;

    /// <summary>What a token says in which nothing is wrong but that it was revoked.</summary>
    public TokenClaims? Revoked { get; } = outcome.Revoked;
}
