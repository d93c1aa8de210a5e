using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Importing;

/// <summary>Reads an update from one JSON object. What it doesn't understand it refuses in words for the one who wrote the file.</summary>
internal static class JsonUpdate
{
    private const long LargestWhole = 9_007_199_254_740_991;

    private static readonly string[] Members = ["key", "fields", "patch", "removed", "sourceTime", "version"];

    /// <exception cref="FormatException">The text says what is wrong, without the line.</exception>
    public static FeedUpdate Read(JsonElement value, FeedFileOptions options)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is no JSON object");
        var members = MembersOf(value);
        return IsUpdate(members) ? UpdateOf(members, options) : FlatOf(members, options);
    }

    private static bool IsUpdate(Dictionary<string, JsonElement> members) =>
        members.ContainsKey("key")
        && (members.TryGetValue("fields", out var fields) && fields.ValueKind != JsonValueKind.Null ? fields.ValueKind == JsonValueKind.Object : members.ContainsKey("removed"));

    private static FeedUpdate UpdateOf(Dictionary<string, JsonElement> members, FeedFileOptions options)
    {
        if (members.Keys.FirstOrDefault(name => !Members.Contains(name)) is { } unknown)
            throw new FormatException($"{unknown} is no member of an update; beside fields there are {string.Join(", ", Members.Where(name => name != "fields"))}");
        return new FeedUpdate(KeyOf(members["key"], "key"))
        {
            Fields = Given("fields") is { } fields ? FieldsOf(MembersOf(fields)) : null,
            Patch = Given("patch") is { } patch ? Flag("patch", patch) : options.PatchOrAbsent,
            Removed = Given("removed") is { } removed ? Flag("removed", removed) : null,
            SourceTime = Given("sourceTime") is { } time ? Whole("sourceTime", time) : null,
            Version = Given("version") is { } version ? Whole("version", version) : null,
        };

        JsonElement? Given(string name) => members.TryGetValue(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
    }

    private static FeedUpdate FlatOf(Dictionary<string, JsonElement> members, FeedFileOptions options)
    {
        if (!members.Remove(options.KeyField, out var key))
            throw new FormatException($"it has no {options.KeyField}; name the member that has the key with --key-field");
        return new FeedUpdate(KeyOf(key, options.KeyField)) { Fields = FieldsOf(members), Patch = options.PatchOrAbsent };
    }

    private static string KeyOf(JsonElement key, string name) => key.ValueKind switch
    {
        JsonValueKind.String => Text(name, key),
        JsonValueKind.Number => key.GetRawText(),
        _ => throw new FormatException($"{name} must be a text or a number; it has the key"),
    };

    private static Payload FieldsOf(Dictionary<string, JsonElement> fields)
    {
        foreach (var (name, field) in fields)
        {
            if (field.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                throw new FormatException($"{name} must be a number, a text, true, false or null");
            if (field.ValueKind == JsonValueKind.String)
                Text(name, field);
        }

        return Payload.From(fields);
    }

    // A name that is there twice would have one of its values dropped.
    private static Dictionary<string, JsonElement> MembersOf(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in value.EnumerateObject())
        {
            var name = NameOf(member);
            if (!members.TryAdd(name, member.Value))
                throw new FormatException($"{name} is there twice");
        }

        return members;
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("the name of a member has half of a surrogate pair", error);
        }
    }

    private static string Text(string name, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException($"{name} has half of a surrogate pair", error);
        }
    }

    private static bool Flag(string name, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new FormatException($"{name} must be true or false");

    private static long Whole(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (value.TryGetInt64(out var whole))
                return whole;
            // 1.0 and 1e3 are whole, too.
            if (value.TryGetDouble(out var number) && Math.Abs(number) <= LargestWhole && Math.Floor(number) == number)
                return (long)number;
        }

        throw new FormatException($"{name} must be a whole number");
    }
}
