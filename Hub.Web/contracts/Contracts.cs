using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Shared;

namespace RealtimeHub.Contracts;

/// <summary>The interfaces of the hub and every type that goes over the wire, found from Hub.Shared by reflection.</summary>
/// <param name="Methods">What clients call: interfaces named <c>I…Methods</c>.</param>
/// <param name="Callbacks">What the server calls: interfaces named <c>I…Client</c>.</param>
/// <param name="Types">Records and enums, by name.</param>
internal sealed record Contracts(IReadOnlyList<Type> Methods, IReadOnlyList<Type> Callbacks, IReadOnlyList<Type> Types)
{
    public static Contracts OfHubShared()
    {
        var interfaces = typeof(IChannelMethods).Assembly.GetExportedTypes()
            .Where(type => type.IsInterface).OrderBy(type => type.Name, StringComparer.Ordinal).ToList();
        var methods = interfaces.FindAll(type => type.Name.EndsWith("Methods", StringComparison.Ordinal));
        var callbacks = interfaces.FindAll(type => type.Name.EndsWith("Client", StringComparison.Ordinal));

        var found = new HashSet<Type>();
        foreach (var method in methods.Concat(callbacks).SelectMany(type => type.GetMethods()))
        {
            Collect(ResultOf(method), found);
            foreach (var parameter in method.GetParameters())
                Collect(parameter.ParameterType, found);
        }

        // What goes over HTTP is in no interface; the contracts' JSON metadata names it.
        foreach (var root in typeof(HubJson).GetCustomAttributesData().Where(a => a.AttributeType == typeof(JsonSerializableAttribute)))
            Collect((Type)root.ConstructorArguments[0].Value!, found);
        return new Contracts(methods, callbacks, [.. found.OrderBy(type => type.Name, StringComparer.Ordinal)]);
    }

    /// <summary>What a task gives; void for a plain task.</summary>
    public static Type ResultOf(MethodInfo method) =>
        method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(void);

    /// <summary>The fields of a message as they are written.</summary>
    public static IEnumerable<(string Name, PropertyInfo Property, bool Optional)> FieldsOf(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
               where property.GetCustomAttribute<JsonIgnoreAttribute>() is null && property.GetIndexParameters().Length == 0
               let named = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
               select (named ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name), property,
                       nullability.Create(property).ReadState == NullabilityState.Nullable);
    }

    private static void Collect(Type type, HashSet<Type> found)
    {
        if (TypeName.ItemOf(type) is { } item)
            Collect(item, found);
        else if (TypeName.IsContract(type) && found.Add(type) && !type.IsEnum)
        {
            foreach (var (_, property, _) in FieldsOf(type))
                Collect(property.PropertyType, found);
        }
    }
}
