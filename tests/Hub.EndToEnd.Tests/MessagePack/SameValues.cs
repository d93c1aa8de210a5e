using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.EndToEnd.Tests.MessagePack;

/// <summary>Whether values came as they were published.</summary>
internal static class SameValues
{
    /// <summary>Fails unless all came, in order, each as it was, and one more behind them.</summary>
    public static void Assert(IReadOnlyList<Payload> expected, IReadOnlyList<JsonElement> got, string subject)
    {
        Xunit.Assert.True(got.Count == expected.Count + 1, $"{subject}: {got.Count} values");
        for (var i = 0; i < expected.Count; i++)
            Xunit.Assert.True(AreSame(ElementOf(expected[i]), got[i]), $"{subject}, value {i}: {ElementOf(expected[i])} became {got[i]}");
    }

    public static JsonElement ElementOf(Payload payload) => JsonDocument.Parse(payload.ToJson().Bytes).RootElement;

    // Numbers as every client has them: as float64, which is what JavaScript makes of all.
    private static bool AreSame(JsonElement expected, JsonElement got) => expected.ValueKind == got.ValueKind && expected.ValueKind switch
    {
        JsonValueKind.Number => expected.GetDouble() == got.GetDouble(),
        JsonValueKind.Array => expected.GetArrayLength() == got.GetArrayLength() && expected.EnumerateArray().Zip(got.EnumerateArray()).All(pair => AreSame(pair.First, pair.Second)),
        JsonValueKind.Object => expected.EnumerateObject().Count() == got.EnumerateObject().Count()
            && expected.EnumerateObject().All(property => got.TryGetProperty(property.Name, out var other) && AreSame(property.Value, other)),
        JsonValueKind.String => expected.GetString() == got.GetString(),
        _ => true,
    };
}
