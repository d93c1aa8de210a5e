using System.Text.Json;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Values;

/// <summary>Takes updates out of a JSON document of others, as <see cref="MappingOptions"/> say where they are.</summary>
internal sealed class JsonMapping
{
    private const int MaxReason = 200;
    private readonly JsonPointer items;
    private readonly JsonPointer key;
    private readonly string[] keys;
    private readonly string keyField;
    private readonly (JsonPointer Pointer, string Value)? condition;
    private readonly (JsonPointer Pointer, string Value)? failure;
    private readonly JsonPointer failureReason;
    private readonly (string Name, JsonPointer Pointer)[] fields;
    private readonly FieldTypes types;
    private readonly bool patches;

    /// <param name="options">Where things are.</param>
    /// <param name="types">The types of declared fields: numbers that come as text become numbers.</param>
    /// <param name="patches">Whether a document tells what changed, or the whole values.</param>
    public JsonMapping(MappingOptions options, FieldTypes types, bool patches)
    {
        (items, key, keyField) = (JsonPointer.Parse(options.Items), JsonPointer.Parse(options.Key), options.KeyField);
        keys = [.. options.Keys.Values];
        fields = [.. options.Fields.Select(field => (field.Key, JsonPointer.Parse(field.Value)))];
        (this.types, this.patches) = (types, patches);
        (condition, failure, failureReason) = (ConditionOf(options.Where), ConditionOf(options.Failure), JsonPointer.Parse(options.FailureReason));
    }

    /// <summary>The updates in a document; none where it has no items or is not one of those that count.</summary>
    /// <exception cref="SourceFailedException">It says that the server refused, an item has no key, or the number of items is not that of the keys.</exception>
    public IReadOnlyList<FeedUpdate> Map(JsonElement document)
    {
        try
        {
            return MapItems(document);
        }
        catch (InvalidOperationException notText)
        {
            throw new SourceFailedException("its document has a name or a key with half of a surrogate pair or bytes that aren't UTF-8", notText);
        }
    }

    private IReadOnlyList<FeedUpdate> MapItems(JsonElement document)
    {
        if (failure is { } refused && Holds(refused, document))
            throw new SourceFailedException(ReasonOf(document));
        if (condition is { } where && !Holds(where, document))
            return [];
        if (items.Find(document) is not { } found)
            return [];
        if (found.ValueKind == JsonValueKind.Object && key.IsRoot && keys.Length == 0)
            return [.. found.EnumerateObject().Select(member => UpdateOf(member.Name, member.Value))];
        JsonElement[] all = found.ValueKind == JsonValueKind.Array ? [.. found.EnumerateArray()] : [found];
        if (keys.Length > 0 && keys.Length != all.Length)
            throw new SourceFailedException($"its document has {all.Length} items, and Keys names {keys.Length}");
        return [.. all.Select((item, index) => UpdateOf(KeyOf(item, index), item))];
    }

    private static (JsonPointer Pointer, string Value)? ConditionOf(string option) =>
        option.Split('=', 2) is [var pointer, var value] ? (JsonPointer.Parse(pointer), value) : null;

    private static bool Holds((JsonPointer Pointer, string Value) condition, JsonElement document) =>
        condition.Pointer.Find(document) is { } found && (found.ValueKind == JsonValueKind.String ? found.GetString() : found.GetRawText()) == condition.Value;

    private string ReasonOf(JsonElement document)
    {
        const string Refused = "its server refused";
        if (failureReason.IsRoot || failureReason.Find(document) is not { ValueKind: JsonValueKind.String } found)
            return Refused;
        var reason = found.GetString()!.Split('\n')[0];
        return $"{Refused}: {(reason.Length > MaxReason ? reason[..MaxReason] : reason)}";
    }

    private string KeyOf(JsonElement item, int index)
    {
        if (keys.Length > 0)
            return keys[index];
        return key.Find(item) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } found
            ? found.ToString()
            : throw new SourceFailedException($"item {index} of its document has no key where Key says");
    }

    private FeedUpdate UpdateOf(string itemKey, JsonElement item)
    {
        using var value = new FlatObject();
        if (keyField.Length > 0)
            value.Text(keyField, itemKey);
        foreach (var (name, pointer) in fields)
        {
            if (pointer.Find(item) is { } found)
                Write(value, name, found);
        }

        if (fields.Length == 0 && item.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in item.EnumerateObject().Where(member => member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)))
                Write(value, member.Name, member.Value);
        }

        return new FeedUpdate(itemKey) { Fields = value.ToPayload(), Patch = patches };
    }

    private void Write(FlatObject value, string name, JsonElement found)
    {
        if (found.ValueKind == JsonValueKind.String && types.Of(name) is FeedFieldType.Number or FeedFieldType.Boolean)
            value.Parsed(name, found.GetString()!, types.Of(name));
        else
            value.Json(name, found);
    }
}
