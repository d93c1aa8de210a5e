using System.Text;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>The rules of <see cref="KeyOptions"/>. No line shows any part of a secret.</summary>
internal sealed class KeyOptionsValidator : OptionsValidator<KeyOptions>
{
    protected override IEnumerable<string?> Faults(KeyOptions options)
    {
        if (TokenAlgorithms.Find(options.Algorithm) is not { } algorithm)
            return ["Algorithm must be one of " + string.Join(", ", Enum.GetNames<TokenAlgorithm>())];
        return algorithm.IsSymmetric() ? SecretFaults(options, algorithm) : PemFaults(options, algorithm);
    }

    private static IEnumerable<string?> SecretFaults(KeyOptions options, TokenAlgorithm algorithm)
    {
        if (options.PublicKeyPem is not null)
            yield return $"PublicKeyPem does not go with {algorithm}, which takes a Secret";
        var bytes = Encoding.UTF8.GetByteCount(options.Secret ?? "");
        if (bytes < algorithm.MinSecretBytes())
            yield return $"Secret has {bytes} bytes; {algorithm} takes at least {algorithm.MinSecretBytes()}";
    }

    private static IEnumerable<string?> PemFaults(KeyOptions options, TokenAlgorithm algorithm)
    {
        if (options.Secret is not null)
            yield return $"Secret does not go with {algorithm}, which takes a PublicKeyPem";
        if (options.PublicKeyPem is null)
            yield return $"PublicKeyPem is missing; {algorithm} takes the public key of those who sign the tokens";
        else if (Pem.Read(options.PublicKeyPem, algorithm).Fault is { } fault)
            yield return "PublicKeyPem " + fault;
    }
}
