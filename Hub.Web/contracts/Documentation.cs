using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RealtimeHub.Contracts;

/// <summary>What the compiler's documentation file says of a member, as one line for TSDoc.</summary>
internal sealed partial class Documentation
{
    private readonly Dictionary<string, XElement> members;

    private Documentation(IEnumerable<XElement> elements) =>
        members = elements.ToDictionary(element => (string)element.Attribute("name")!);

    public static Documentation BesideAssemblyOf(Type type) =>
        new(XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml")).Descendants("member"));

    public string Of(Type type) => Summary($"T:{type.FullName}");

    public string OfValue(Type type, string name) => Summary($"F:{type.FullName}.{name}");

    /// <summary>A property's own summary, or what its record says of the parameter it came from.</summary>
    public string OfProperty(Type type, string name)
    {
        var own = Summary($"P:{type.FullName}.{name}");
        if (own.Length > 0 || !members.TryGetValue($"T:{type.FullName}", out var record))
            return own;
        return record.Elements("param").FirstOrDefault(e => (string?)e.Attribute("name") == name) is { } parameter ? Text(parameter) : "";
    }

    /// <summary>By name alone: the contracts' methods have no overloads.</summary>
    public string OfMethod(Type type, string name) =>
        members.Keys.FirstOrDefault(key => key.StartsWith($"M:{type.FullName}.{name}(", StringComparison.Ordinal)) is { } key ? Summary(key) : "";

    private string Summary(string name) =>
        members.TryGetValue(name, out var member) && member.Element("summary") is { } summary ? Text(summary) : "";

    private static string Text(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } cref => $"`{Name(cref.Value)}`",
        XElement { Name.LocalName: "paramref" } reference => $"`{(string?)reference.Attribute("name")}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => Text(other),
        _ => "",
    };

    /// <summary>A member's name as TypeScript has it: types as they are, fields and enum values in their wire form.</summary>
    private static string Name(string cref)
    {
        var name = cref[(cref.LastIndexOf('.') + 1)..];
        return cref[0] switch
        {
            'P' => JsonNamingPolicy.CamelCase.ConvertName(name),
            'F' => JsonNamingPolicy.SnakeCaseLower.ConvertName(name),
            _ => name,
        };
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
