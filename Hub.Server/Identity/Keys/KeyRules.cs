using System.Security.Cryptography;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>How strong a public key must be, wherever it comes from.</summary>
internal static class KeyRules
{
    public const int MinRsaBits = 2048;

    /// <summary>Larger keys make each check cost much time, and are not in use.</summary>
    public const int MaxRsaBits = 8192;

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>What is wrong with a key, as it reads behind its name; null when it may be used.</summary>
    public static string? FaultOf(RSAParameters key)
    {
        var bits = BitsOf(key.Modulus!);
        if (bits is < MinRsaBits or > MaxRsaBits)
            return $"has {bits} bits; RSA takes {MinRsaBits} to {MaxRsaBits}";
        var exponent = key.Exponent!;
        return BitsOf(exponent) < 2 || exponent[^1] % 2 == 0 ? "has an exponent that RSA can't use" : null;
    }

    /// <inheritdoc cref="FaultOf(RSAParameters)"/>
    public static string? FaultOf(ECParameters key) => key.Curve.Oid?.Value == P256 ? null : "is on another curve; ES256 takes P-256";

    private static int BitsOf(byte[] number)
    {
        var first = Array.FindIndex(number, part => part != 0);
        return first < 0 ? 0 : ((number.Length - first - 1) * 8) + (32 - int.LeadingZeroCount(number[first]));
    }
}
