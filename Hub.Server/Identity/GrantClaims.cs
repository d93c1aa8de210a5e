using System.Text.Json;

namespace RealtimeHub.Server.Identity;

/// <summary>The <c>grants</c> claim: <c>[{channels, allow: [right]}]</c>.</summary>
internal static class GrantClaims
{
    private static readonly Dictionary<string, Rights> Words = new(StringComparer.Ordinal)
    {
        ["subscribe"] = Rights.Subscribe,
        ["publish"] = Rights.Publish,
        ["signal"] = Rights.Signal,
        ["presence"] = Rights.Presence,
        ["history"] = Rights.History,
    };

    public static IReadOnlyList<Grant> Read(ClaimSet claims) => claims.Objects("grants").Select(ReadGrant).ToList();

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Grant> grants)
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

    private static Grant ReadGrant(JsonElement element)
    {
        var grant = new ClaimSet(element);
        var channels = grant.Text("channels");
        if (string.IsNullOrEmpty(channels))
            throw new ClaimException("a grant has no channels");
        if (!element.TryGetProperty("allow", out var allow) || allow.ValueKind != JsonValueKind.Array)
            throw new ClaimException("a grant's allow is not an array");
        var rights = Rights.None;
        foreach (var word in grant.Texts("allow"))
            rights |= Words.TryGetValue(word, out var right) ? right : throw new ClaimException("a grant's right is unknown");
        return new Grant(channels, rights);
    }
}
