using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Tests.Identity;

/// <summary>Tokens as others would make them: put together by hand, so that nothing of our writer is trusted.</summary>
internal static class Tokens
{
    public const string Secret = "a secret of at least thirty-two bytes";

    public const string Header = """{"alg":"HS256","typ":"JWT"}""";

    public static SigningKey Key { get; } = new(kid: null, Encoding.UTF8.GetBytes(Secret));

    public static SigningKeys Keys { get; } = new([Key]);

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Signed(string payload, string header = Header, string secret = Secret) =>
        SignParts(Encode(header), Encode(payload), secret);

    /// <summary>Signs parts that need not be base64url.</summary>
    public static string SignParts(string header, string payload, string secret = Secret)
    {
        var input = header + "." + payload;
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(input));
        return input + "." + Base64Url.EncodeToString(signature);
    }

    /// <summary>A payload that is valid for an hour from the given moment, with more claims behind.</summary>
    public static string Payload(DateTimeOffset now, string more = "") =>
        $$"""{"sub":"ann","iat":{{now.ToUnixTimeSeconds()}},"exp":{{now.AddHours(1).ToUnixTimeSeconds()}}{{more}}}""";
}
