using System.Text.Json;

namespace RealtimeHub.Shared;

/// <summary>
/// Carries payloads unchanged past a contract that is read by way of JSON: in their place the JSON holds the number of
/// a slot. Only while <see cref="Open"/> is in force does the payload converter read numbers so, on that thread.
/// </summary>
internal sealed class PayloadSlots
{
    [ThreadStatic]
    private static PayloadSlots? current;

    private readonly List<Payload> payloads = [];

    /// <summary>Keeps a payload and gives the number that stands for it.</summary>
    public int Add(Payload payload)
    {
        payloads.Add(payload);
        return payloads.Count - 1;
    }

    /// <summary>From now on this thread reads payloads from here.</summary>
    public void Open() => current = this;

    /// <summary>Ends what <see cref="Open"/> began and forgets the payloads.</summary>
    public void Close()
    {
        current = null;
        payloads.Clear();
    }

    public static bool TryTake(ref Utf8JsonReader reader, out Payload payload)
    {
        payload = default;
        if (current is not { } slots)
            return false;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var slot) || (uint)slot >= (uint)slots.payloads.Count)
            throw new JsonException("must stand where its contract says");
        payload = slots.payloads[slot];
        return true;
    }
}
