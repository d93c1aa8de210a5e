using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting.Configuration;

namespace RealtimeHub.Server.Tests.Hosting.Configuration;

/// <summary>Writes docs/configuration.md from the classes of options, their defaults and their documentation.</summary>
internal sealed class ConfigurationPage
{
    private const string Head =
        """
        # Configuration

        Every option below `Hub`, with what it takes, its default and its meaning. The page is written from the server's classes of options by a test, which fails when
        it is out of date: change the documentation of the option, then run that test with `RTHUB_WRITE_DOCS=1`.

        The keys are read from `appsettings.json`, then from the environment (`Hub__Limits__CallsPerSecond`, with two underscores for each colon), then from the
        command line (`--Hub:Limits:CallsPerSecond 100`); a later source takes the place of an earlier one. Names are matched without regard to case. An unknown name, a value of
        another type and a value out of its range stop the start with exit code 78 and one line that names the key and the reason.

        Times are written `00:00:30`, or `7.00:00:00` for days; a number alone is refused because it has no unit. Where a time may be `unlimited`, that word lifts the limit. Where a
        default differs by environment, the page shows both. Lists have a number for each entry, from 0: `Hub:Origins:0`, `Hub:Origins:1`.

        """;

    private readonly Dictionary<string, XElement> documentation = XDocument.Load(Path.ChangeExtension(typeof(RealtimeHubOptions).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary") ?? new XElement("summary"));

    private readonly StringBuilder text = new(Head);

    public static string Write()
    {
        var page = new ConfigurationPage();
        page.WriteSection("Hub", typeof(RealtimeHubOptions), null, new RealtimeHubOptions(development: false), new RealtimeHubOptions(development: true));
        return page.text.ToString();
    }

    private void WriteSection(string path, Type type, string? summary, object production, object development)
    {
        text.Append('\n').Append(CultureInfo.InvariantCulture, $"## `{path}`\n\n");
        if (summary is not null)
            text.Append(summary).Append("\n\n");
        var properties = type.GetProperties().Where(IsOption).ToArray();
        var values = properties.Where(property => !IsClass(property.PropertyType) || EntryOf(property.PropertyType) is { } entry && !IsClass(entry)).ToArray();
        if (values.Length > 0)
        {
            text.Append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
            foreach (var property in values)
                WriteRow(path, property, production, development);
        }

        foreach (var property in properties.Except(values))
            WriteBelow($"{path}:{property.Name}", property, production, development);
    }

    private void WriteBelow(string path, PropertyInfo property, object production, object development)
    {
        var (here, there) = (property.GetValue(production)!, property.GetValue(development)!);
        var summary = SummaryOf(property);
        if (EntryOf(property.PropertyType) is not { } entry)
        {
            WriteSection(path, property.PropertyType, summary, here, there);
            return;
        }

        var (first, second) = (((IOptionsMap)here).GetOrCreate("\0"), ((IOptionsMap)there).GetOrCreate("\0"));
        WriteSection($"{path}:<name>", entry, summary, first, second);
        WriteEntries(here, first, "");
        WriteEntries(there, second, " in Development");
    }

    // The entries that are there without any configuration, by what they have otherwise than a new one.
    private void WriteEntries(object map, object fresh, string where)
    {
        var entries = ((IEnumerable)map).Cast<object>()
            .Select(pair => (Name: (string)pair.GetType().GetProperty("Key")!.GetValue(pair)!, Value: pair.GetType().GetProperty("Value")!.GetValue(pair)!))
            .Where(entry => entry.Name != "\0").ToArray();
        if (entries.Length == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\nThere by default{where}:\n\n");
        foreach (var (name, value) in entries)
        {
            var differences = fresh.GetType().GetProperties().Where(property => IsOption(property) && !IsClass(property.PropertyType))
                .Where(property => !Equals(property.GetValue(value), property.GetValue(fresh)))
                .Select(property => $"`{property.Name}` {Show(property.GetValue(value), property)}");
            text.Append(CultureInfo.InvariantCulture, $"- `{name}`: {(differences.Any() ? string.Join(", ", differences) : "as a new one")}\n");
        }
    }

    private void WriteRow(string path, PropertyInfo property, object production, object development)
    {
        var isList = EntryOf(property.PropertyType) is not null;
        var (here, there) = (property.GetValue(production), property.GetValue(development));
        var value = isList ? "none" : Equals(here, there) ? Show(here, property) : $"{Show(here, property)}; {Show(there, property)} in Development";
        var key = $"{path}:{property.Name}{(isList ? ":<name>" : "")}";
        text.Append(CultureInfo.InvariantCulture, $"| `{key}` | {KindOf(EntryOf(property.PropertyType) ?? property.PropertyType)} | {value} | {SummaryOf(property)} |\n");
    }

    private static string Show(object? value, PropertyInfo property) => value switch
    {
        null => property.PropertyType == typeof(string) ? "none" : "`unlimited`",
        "" => "empty",
        bool flag => flag ? "`true`" : "`false`",
        Enum word => $"`{word.ToString().ToLowerInvariant()}`",
        TimeSpan time => $"`{time:c}`",
        IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    private static string KindOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } plain)
            return KindOf(plain) + " or `unlimited`";
        if (type.IsEnum)
            return string.Join(", ", Enum.GetNames(type).Select(word => $"`{word.ToLowerInvariant()}`"));
        return type == typeof(bool) ? "`true` or `false`"
            : type == typeof(TimeSpan) ? "time"
            : type == typeof(string) ? "text"
            : type == typeof(double) ? "number" : "whole number";
    }

    private string SummaryOf(PropertyInfo property)
    {
        var summary = documentation[$"P:{property.DeclaringType!.FullName}.{property.Name}"];
        var words = string.Concat(summary.Nodes().Select(node => node switch
        {
            XText plain => plain.Value,
            XElement element when element.Attribute("cref") is { } reference => $"`{reference.Value[(reference.Value.LastIndexOf('.') + 1)..]}`",
            XElement element => $"`{element.Value}`",
            _ => "",
        }));
        return string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static bool IsOption(PropertyInfo property) => IsClass(property.PropertyType) || property.SetMethod is { IsPublic: true };

    private static bool IsClass(Type type) => typeof(IOptionsMap).IsAssignableFrom(type) || (type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal));

    private static Type? EntryOf(Type type) => typeof(IOptionsMap).IsAssignableFrom(type) ? type.GetGenericArguments()[0] : null;
}
