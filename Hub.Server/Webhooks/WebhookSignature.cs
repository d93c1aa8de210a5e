using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeHub.Server.Webhooks;

/// <summary>
/// Signatures by the Standard Webhooks specification: HMAC-SHA256 over the event's id, the time of the try and the body, so that receivers can refuse what
/// is forged, changed or old.
/// </summary>
internal sealed class WebhookSignature(WebhookOptions options)
{
    public const string SecretPrefix = "whsec_";
    private const int LeastSecretBytes = 24;
    private const int MostSecretBytes = 64;

    private readonly byte[][] secrets = [.. new[] { ReadSecret(options.Secret), ReadSecret(options.PreviousSecret) }.OfType<byte[]>()];

    /// <summary>The bytes of a secret; null when it is none.</summary>
    public static byte[]? ReadSecret(string text)
    {
        if (!text.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return null;
        var bytes = new byte[MostSecretBytes + 1];
        return Convert.TryFromBase64String(text[SecretPrefix.Length..], bytes, out var length) && length is >= LeastSecretBytes and <= MostSecretBytes ? bytes[..length] : null;
    }

    /// <summary>The value of <c>webhook-signature</c>: one signature by each secret.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="timestamp">The time of the try, Unix seconds.</param>
    /// <param name="body">The body as it is sent.</param>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
