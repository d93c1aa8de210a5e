using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RealtimeHub.Shared.Tests.MessagePack;

namespace RealtimeHub.Shared.Tests.Contracts;

/// <summary>What may be null is left out when written, so it may be absent when read.</summary>
public sealed class AbsentFieldTests
{
    public static TheoryData<Type> Contracts => [.. Samples.Contracts];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Field_ThatMayBeNull_IsNotRequired(Type contract)
    {
        var offenders = new List<string>();
        foreach (var type in Reachable(contract))
            offenders.AddRange(type.Properties.Where(p => p.IsRequired && p.IsGetNullable).Select(p => $"{type.Type.Name}.{p.Name}"));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Publisher_WithoutName_ComesBack()
    {
        var publisher = new Publisher("u", null, "c");
        var json = JsonSerializer.Serialize(publisher, HubJson.Default.Publisher);
        Assert.Equal("""{"userId":"u","connectionId":"c"}""", json);
        Assert.Equal(publisher, JsonSerializer.Deserialize(json, HubJson.Default.Publisher));
    }

    private static List<JsonTypeInfo> Reachable(Type root)
    {
        var seen = new HashSet<Type>();
        var open = new Stack<Type>([root]);
        var found = new List<JsonTypeInfo>();
        while (open.TryPop(out var type))
        {
            if (!seen.Add(type) || HubJson.Default.GetTypeInfo(type) is not { } metadata)
                continue;
            if (metadata.ElementType is { } item)
                open.Push(item);
            if (metadata.Kind != JsonTypeInfoKind.Object)
                continue;
            found.Add(metadata);
            foreach (var property in metadata.Properties)
                open.Push(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        }

        return found;
    }
}
