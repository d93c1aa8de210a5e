using System.Globalization;
using System.Reflection;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// Fills options from a section of the configuration. The framework's binder passes over names it doesn't know, or speaks
/// of .NET types: here a refusal names the key and says what its value must be.
/// </summary>
internal static class OptionsBinding
{
    /// <exception cref="ConfigurationRefusedException">A name is unknown, or a value is not of its option's type.</exception>
    public static T Read<T>(IConfigurationSection section)
        where T : new()
    {
        var options = new T();
        var properties = typeof(T).GetProperties().Where(property => property.CanWrite).ToArray();
        RefuseUnknown(section, [.. properties.Select(property => property.Name)]);
        foreach (var property in properties)
        {
            var value = section.GetSection(property.Name);
            if (!string.IsNullOrEmpty(value.Value))
                property.SetValue(options, Parse(value, property));
        }

        return options;
    }

    /// <summary>Refuses a name below a section that is none of the given ones.</summary>
    public static void RefuseUnknown(IConfigurationSection section, IReadOnlyCollection<string> names)
    {
        foreach (var child in section.GetChildren())
        {
            if (!names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw new ConfigurationRefusedException(child.Path, "there is no such option; there are " + string.Join(", ", names));
        }
    }

    private static object Parse(IConfigurationSection section, PropertyInfo property)
    {
        var text = section.Value!;
        object? value = Type.GetTypeCode(property.PropertyType) switch
        {
            TypeCode.Int32 => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
            TypeCode.Double => double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
            TypeCode.Boolean => bool.TryParse(text, out var flag) ? flag : null,
            TypeCode.String => text,
            _ when property.PropertyType == typeof(TimeSpan) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null,
            _ => throw new NotSupportedException($"{property.DeclaringType}.{property.Name} has a type that options don't have"),
        };
        return value ?? throw new ConfigurationRefusedException(section.Path, "must be " + KindOf(property.PropertyType));
    }

    private static string KindOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => "a whole number",
        TypeCode.Double => "a number",
        TypeCode.Boolean => "true or false",
        _ => "a time such as 00:00:30 or 7.00:00:00 (days)",
    };
}
