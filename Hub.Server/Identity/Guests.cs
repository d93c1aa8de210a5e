using System.Buffers.Text;
using System.Security.Cryptography;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Identity;

/// <summary>Creates users for people who only give a name.</summary>
internal sealed class Guests(JwtWriter writer, TimeProvider time)
{
    public const string IdPrefix = "guest-";

    /// <summary>How long a guest's token is valid.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(12);

    private const int IdBytes = 12;

    /// <param name="name">A name that <see cref="UserText.IsName"/> accepts.</param>
    public GuestToken Admit(string name)
    {
        // A guessed id is of no use without a token, but two guests must never share one.
        var userId = IdPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        var expires = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        var token = writer.Write(new TokenClaims { UserId = userId, Name = name, Expires = expires });
        return new GuestToken(token, userId, name, expires.ToUnixTimeMilliseconds());
    }
}
