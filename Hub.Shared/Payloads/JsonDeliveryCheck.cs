using System.Text.Json;

namespace RealtimeHub.Shared;

/// <summary>Goes through a JSON value once and refuses what MessagePack can't say or some client's decoder does not take.</summary>
internal static class JsonDeliveryCheck
{
    /// <exception cref="JsonException">Some client can't read it; the message lacks its subject.</exception>
    public static void Check(ReadOnlySpan<byte> json, int maxDepth)
    {
        JsonPayloadCheck.CheckText(json);
        using var keys = new OpenKeys();
        Span<int> marks = stackalloc int[maxDepth];
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            JsonPayloadCheck.CheckToken(ref reader);
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (reader.CurrentDepth == maxDepth)
                        throw new JsonException($"must not be nested deeper than {maxDepth} levels");
                    marks[reader.CurrentDepth] = keys.Mark;
                    break;
                case JsonTokenType.PropertyName:
                    keys.Add(ref reader);
                    break;
                case JsonTokenType.EndObject:
                    keys.End(marks[reader.CurrentDepth]);
                    break;
            }
        }
    }
}
