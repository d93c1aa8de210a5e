using System.Globalization;
using System.Reflection;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Hosting.Configuration;

/// <summary>
/// Fills options from a section of the configuration: every property with a public setter by its name, classes of options and
/// <see cref="OptionsMap{T}"/> below it likewise. The framework's binder ignores names that it doesn't know, and its errors name .NET types: here an error
/// names the key and says what its value must be.
/// </summary>
internal static class OptionsBinder
{
    /// <exception cref="InvalidConfigurationException">A name is unknown, or a value is not of its option's type.</exception>
    public static void Bind(IConfigurationSection section, object options)
    {
        if (section.Value is { Length: > 0 })
            throw new InvalidConfigurationException(section.Path, "takes options below it, not a value");
        if (options is IOptionsMap map)
            BindMap(section, map);
        else
            BindClass(section, options);
    }

    private static void BindMap(IConfigurationSection section, IOptionsMap map)
    {
        foreach (var child in section.GetChildren())
        {
            if (IsClass(map.EntryType))
                Bind(child, map.GetOrCreate(child.Key));
            else
                map.Set(child.Key, Parse(child, map.EntryType)!);
        }
    }

    private static void BindClass(IConfigurationSection section, object options)
    {
        var properties = options.GetType().GetProperties().Where(IsOption).ToArray();
        foreach (var child in section.GetChildren())
        {
            var property = Array.Find(properties, property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw Unknown(child, properties);
            if (IsClass(property.PropertyType))
                Bind(child, property.GetValue(options)!);
            else if (child.GetChildren().Any())
                throw new InvalidConfigurationException(child.Path, "takes a value, not options below it");
            else if (child.Value is { Length: > 0 })
                property.SetValue(options, Parse(child, property.PropertyType));
        }
    }

    /// <summary>A misspelt name would be a setting that has no effect, and a door that its owner believes shut.</summary>
    private static InvalidConfigurationException Unknown(IConfigurationSection section, PropertyInfo[] properties) =>
        new(section.Path, $"there is no such option; {Suggest(section.Key, properties)}there are " + string.Join(", ", properties.Select(property => property.Name)));

    private static string Suggest(string name, PropertyInfo[] properties) =>
        NearestName.Of(name, properties.Select(property => property.Name)) is { } nearest ? $"did you mean {nearest}? Here " : "";

    // By name, as the house has it: a class of options is called so.
    private static bool IsClass(Type type) => typeof(IOptionsMap).IsAssignableFrom(type) || (type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal));

    // What the program sets itself has a setter that isn't public.
    private static bool IsOption(PropertyInfo property) => IsClass(property.PropertyType) || property.SetMethod is { IsPublic: true };

    private static object? Parse(IConfigurationSection section, Type type)
    {
        var text = section.Value ?? "";
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain != type && text.Equals("unlimited", StringComparison.OrdinalIgnoreCase))
            return null;
        if (plain == typeof(TimeSpan) && long.TryParse(text, CultureInfo.InvariantCulture, out var bare))
            throw new InvalidConfigurationException(section.Path, $"must be a time: write 00:00:05 for 5 seconds, or 5.00:00:00 for 5 days; {bare} alone does not say which");
        return Read(text, plain) ?? throw new InvalidConfigurationException(section.Path, "must be " + KindOf(type));
    }

    private static object? Read(string text, Type type) => type switch
    {
        _ when type == typeof(string) => text,
        _ when type == typeof(int) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(long) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(double) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
        _ when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
        _ when type == typeof(TimeSpan) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null,
        // Numbers are no words: the framework would accept 7 as a mode.
        { IsEnum: true } => text.All(char.IsAsciiLetter) && Enum.TryParse(type, text, ignoreCase: true, out var word) ? word : null,
        _ => throw new NotSupportedException($"options can't have the type {type}"),
    };

    private static string KindOf(Type type) => type switch
    {
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a time such as 00:00:30 or 7.00:00:00 (days)",
        { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(type).Select(word => word.ToLowerInvariant())),
        _ => "a time such as 00:00:30 or 7.00:00:00 (days), or unlimited",
    };
}
