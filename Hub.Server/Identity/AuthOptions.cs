using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Identity;

/// <summary>Who may come in, <c>Hub:Auth</c>. Read once at the start; a bad value refuses it.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Hub:Auth";
    public const string KeysSection = Section + ":Keys";

    private static readonly string[] Names = ["AllowGuests", "AllowAnonymous", "Issuer", "Audience", "Keys"];
    private static readonly string[] KeyNames = ["Kid", "Algorithm", "Secret", "PublicKeyPem"];

    /// <summary>Whether <c>POST /auth/guest</c> gives tokens; in Development by default.</summary>
    public required bool AllowGuests { get; init; }

    /// <summary>Whether hub requests may come without a token; in Development by default.</summary>
    public required bool AllowAnonymous { get; init; }

    /// <summary>The <c>iss</c> that tokens must have; null takes any.</summary>
    public string? Issuer { get; init; }

    /// <summary>The <c>aud</c> that tokens must have; null takes any.</summary>
    public string? Audience { get; init; }

    /// <summary>The configured keys; empty takes the development key, and refuses the start outside Development.</summary>
    public IReadOnlyList<SigningKey> Keys { get; init; } = [];

    /// <exception cref="ConfigurationRefusedException">A value breaks its rule.</exception>
    public static AuthOptions Read(IConfiguration configuration, bool development)
    {
        var section = configuration.GetSection(Section);
        RefuseUnknown(section, Names);
        return new AuthOptions
        {
            AllowGuests = ReadFlag(section, "AllowGuests", development),
            AllowAnonymous = ReadFlag(section, "AllowAnonymous", development),
            Issuer = ReadText(section, "Issuer"),
            Audience = ReadText(section, "Audience"),
            Keys = ReadKeys(section.GetSection("Keys")),
        };
    }

    private static List<SigningKey> ReadKeys(IConfigurationSection section)
    {
        var keys = new List<SigningKey>();
        foreach (var child in section.GetChildren())
        {
            var key = ReadKey(child);
            if (keys.Any(other => other.Kid == key.Kid))
                throw new ConfigurationRefusedException(child.Path + ":Kid", "another key has the same; each key needs its own");
            keys.Add(key);
        }

        return keys;
    }

    private static SigningKey ReadKey(IConfigurationSection section)
    {
        RefuseUnknown(section, KeyNames);
        var algorithm = ReadText(section, "Algorithm") ?? SigningKey.Algorithm;
        if (algorithm != SigningKey.Algorithm)
            throw new ConfigurationRefusedException(section.Path + ":Algorithm", "must be HS256, the only algorithm there is yet");
        if (ReadText(section, "PublicKeyPem") is not null)
            throw new ConfigurationRefusedException(section.Path + ":PublicKeyPem", "HS256 takes a Secret, not a public key");
        var secret = System.Text.Encoding.UTF8.GetBytes(section["Secret"] ?? "");
        if (secret.Length < SigningKey.MinSecretBytes)
            throw new ConfigurationRefusedException(section.Path + ":Secret", $"has {secret.Length} bytes; HS256 takes at least {SigningKey.MinSecretBytes}");
        return new SigningKey(ReadText(section, "Kid"), secret);
    }

    private static bool ReadFlag(IConfigurationSection section, string name, bool otherwise) => section[name] switch
    {
        null or "" => otherwise,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw new ConfigurationRefusedException(section.Path + ":" + name, "must be true or false"),
    };

    private static string? ReadText(IConfigurationSection section, string name) =>
        string.IsNullOrEmpty(section[name]) ? null : section[name];

    // A misspelt option of this section would leave a door open that its owner believes shut.
    private static void RefuseUnknown(IConfigurationSection section, string[] names)
    {
        foreach (var child in section.GetChildren())
        {
            if (!names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw new ConfigurationRefusedException(child.Path, "there is no such option; there are " + string.Join(", ", names));
        }
    }
}
