using System.Text.Json;
using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>The <c>grants</c> claim: <c>[{channels, allow: [right]}]</c>.</summary>
internal static class GrantClaims
{
    private static readonly Dictionary<string, ChannelRight> Words = new(StringComparer.Ordinal)
    {
        ["subscribe"] = ChannelRight.Subscribe,
        ["publish"] = ChannelRight.Publish,
        ["signal"] = ChannelRight.Signal,
        ["presence"] = ChannelRight.Presence,
        ["history"] = ChannelRight.History,
    };

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
                if (grant.Allow.Contains(right))
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
        return new ChannelGrant(channels, grant.Texts("allow").Select(ReadRight).ToHashSet());
    }

    private static ChannelRight ReadRight(string word) =>
        Words.TryGetValue(word, out var right) ? right : throw new ClaimException("a grant's right is unknown");
}
