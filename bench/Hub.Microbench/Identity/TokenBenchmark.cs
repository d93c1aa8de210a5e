using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Microbench.Identity;

/// <summary>The time to check one token, accepted or refused, for each kind of key.</summary>
internal static class TokenBenchmark
{
    public static int Run(string[] args)
    {
        var rounds = int.Parse(Option(args, "--rounds") ?? "9", CultureInfo.InvariantCulture);
        var measured = new Rounds([.. Subjects()], rounds);
        measured.Run();
        var report = $"""
            # Checking a token

            {MachineFacts.Describe()}. {rounds} interleaved rounds in one process.

            A token of a user with a name and two grants, all claims read. Forged: the last byte of the signature is another.

            {measured.Table()}
            """;
        Console.WriteLine(report);
        if (Option(args, "--out") is { } file)
            File.WriteAllText(file, report);
        return 0;
    }

    private static IEnumerable<Measured> Subjects()
    {
        using var rsa = RSA.Create(2048);
        var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secret = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(64));
        (TokenAlgorithm Algorithm, SecurityKey Signs, SigningKey Verifies)[] keys =
        [
            (TokenAlgorithm.HS256, secret, new SigningKey(null, TokenAlgorithm.HS256, secret.Key)),
            (TokenAlgorithm.HS512, secret, new SigningKey(null, TokenAlgorithm.HS512, secret.Key)),
            (TokenAlgorithm.RS256, new RsaSecurityKey(rsa.ExportParameters(true)), new SigningKey(null, TokenAlgorithm.RS256, new RsaSecurityKey(rsa.ExportParameters(false)))),
            (TokenAlgorithm.PS256, new RsaSecurityKey(rsa.ExportParameters(true)), new SigningKey(null, TokenAlgorithm.PS256, new RsaSecurityKey(rsa.ExportParameters(false)))),
            (TokenAlgorithm.ES256, new ECDsaSecurityKey(curve), new SigningKey(null, TokenAlgorithm.ES256, new ECDsaSecurityKey(ECDsa.Create(curve.ExportParameters(false))))),
        ];
        foreach (var (algorithm, signs, verifies) in keys)
        {
            var reader = new JwtReader(new TokenVerifier(new SigningKeys([verifies])), new TokenRules(null, null), TimeProvider.System);
            var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(Payload(), new SigningCredentials(signs, algorithm.ToString()));
            var forged = Forged(token);
            yield return Check("accepted", algorithm, reader, token, accepted: true);
            yield return Check("forged", algorithm, reader, forged, accepted: false);
        }
    }

    private static Measured Check(string group, TokenAlgorithm algorithm, JwtReader reader, string token, bool accepted) => new(group, algorithm.ToString(), count =>
    {
        for (; count > 0; count--)
        {
            var read = reader.ReadAsync(token);
            var outcome = read.IsCompletedSuccessfully ? read.Result : read.AsTask().GetAwaiter().GetResult();
            if (outcome.Claims is not null != accepted)
                throw new InvalidOperationException($"{algorithm}, {group}: {outcome.Reason}");
        }
    });

    private static string Forged(string token)
    {
        var signature = Base64UrlEncoder.DecodeBytes(token[(token.LastIndexOf('.') + 1)..]);
        signature[^1] ^= 1;
        return token[..(token.LastIndexOf('.') + 1)] + Base64UrlEncoder.Encode(signature);
    }

    private static string Payload()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return $$"""
            {"sub":"ann","name":"Ann Example","iat":{{now}},"exp":{{now + 36_000}},"grants":[{"channels":"feed:*","allow":["subscribe","history"]},{"channels":"topic:a","allow":["publish"]}]}
            """;
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
