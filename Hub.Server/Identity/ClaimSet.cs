using System.Text.Json;

namespace RealtimeHub.Server.Identity;

/// <summary>A claim is missing, of the wrong type or out of its range.</summary>
internal sealed class ClaimException(string message) : Exception(message);

/// <summary>Typed looks at a token's payload. An absent claim is null; one of the wrong type is a <see cref="ClaimException"/>.</summary>
internal readonly struct ClaimSet(JsonElement payload)
{
    // The end of the year 9999, the last moment that a DateTimeOffset can hold.
    private const double LastSecond = 253_402_300_799;

    public string? Text(string name)
    {
        if (!payload.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw WrongType(name);
    }

    /// <summary>One string or an array of them.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!payload.TryGetProperty(name, out var value))
            return [];
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => Strings(value, name),
            _ => throw WrongType(name),
        };
    }

    /// <summary>Seconds since 1970, whole or not.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (!payload.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Number)
            throw WrongType(name);
        // A number beyond a double's range reads as infinity and fails the comparison, too.
        if (!value.TryGetDouble(out var seconds) || !(seconds is >= 0 and <= LastSecond))
            throw new ClaimException(name + " is out of range");
        return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
    }

    public IEnumerable<JsonElement> Objects(string name)
    {
        if (!payload.TryGetProperty(name, out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object))
            throw WrongType(name);
        return value.EnumerateArray();
    }

    private static List<string> Strings(JsonElement array, string name)
    {
        var texts = new List<string>();
        foreach (var item in array.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw WrongType(name));
        return texts;
    }

    private static ClaimException WrongType(string name) => new(name + " is of the wrong type");
}
