using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Values;

/// <summary>The declared fields of a feed by name.</summary>
internal sealed class FieldTypes(IEnumerable<FeedField> fields)
{
    private readonly Dictionary<string, FeedFieldType> byName = fields.ToDictionary(field => field.Name, field => field.Type, StringComparer.Ordinal);

    /// <summary>A field's type; null when it is not declared.</summary>
    public FeedFieldType? Of(string name) => byName.TryGetValue(name, out var type) ? type : null;
}
