using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>The <c>grants</c> claim: <c>[{channels, allow: [right]}]</c>.</summary>
internal static class GrantClaims
{
    private static readonly Dictionary<string, ChannelRights> Words = new(StringComparer.Ordinal)
    {
        ["subscribe"] = ChannelRights.Subscribe,
        ["publish"] = ChannelRights.Publish,
        ["signal"] = ChannelRights.Signal,
        ["presence"] = ChannelRights.Presence,
        ["history"] = ChannelRights.History,
    };

    /// <summary>The words for all rights, for people.</summary>
    public static string AllRights => string.Join(", ", Words.Keys);

    /// <summary>Reads a grant as a command line has it: <c>feed:*=subscribe,history</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ChannelGrant? grant)
    {
        grant = null;
        var end = text.LastIndexOf('=');
        if (end < 1)
            return false;
        var rights = ChannelRights.None;
        foreach (var word in text[(end + 1)..].Split(','))
        {
            if (!Words.TryGetValue(word, out var right))
                return false;
            rights |= right;
        }

        grant = new ChannelGrant(text[..end], rights);
        return true;
    }

    public static IReadOnlyList<ChannelGrant> Read(ClaimSet claims) => claims.Objects("grants").Select(ReadGrant).ToList();

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChannelGrant> grants)
    {
        writer.WriteStartArray("grants");
        foreach (var grant in grants)
        {
            writer.WriteStartObject();
            writer.WriteString("channels", grant.Channels);
            writer.WriteStartArray("allow");
            foreach (var (word, right) in Words)
            {
                if (grant.Allow.HasFlag(right))
                    writer.WriteStringValue(word);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static ChannelGrant ReadGrant(JsonElement element)
    {
        var grant = new ClaimSet(element);
        var channels = grant.Text("channels");
        if (string.IsNullOrEmpty(channels))
            throw new ClaimException("a grant has no channels");
        if (!element.TryGetProperty("allow", out var allow) || allow.ValueKind != JsonValueKind.Array)
            throw new ClaimException("a grant's allow is not an array");
        var rights = ChannelRights.None;
        foreach (var word in grant.Texts("allow"))
            rights |= Words.TryGetValue(word, out var right) ? right : throw new ClaimException("a grant's right is unknown");
        return new ChannelGrant(channels, rights);
    }
}
