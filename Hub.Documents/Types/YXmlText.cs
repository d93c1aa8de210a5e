using System.Text;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>A shared text within XML, whose formats are elements.</summary>
public sealed class YXmlText : YText
{
    /// <summary>Creates a text to be put into a document.</summary>
    public YXmlText(string text = "")
        : base(new Branch { Kind = BranchKind.XmlText })
    {
        if (text.Length > 0)
            Insert(0, text);
    }

    internal YXmlText(Branch branch)
        : base(branch)
    {
    }

    /// <summary>The text as XML, as Yjs writes it: each format an element around it. Nothing is escaped.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var operation in ToDelta())
        {
            var formats = operation.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
            foreach (var (name, value) in formats)
                text.Append('<').Append(name).Append(Attributes(value)).Append('>');
            text.Append(JsString.Of(operation.Insert));
            foreach (var (name, _) in formats.Reverse())
                text.Append("</").Append(name).Append('>');
        }

        return text.ToString();
    }

    internal override object? ToValue(int depth) => ToString();

    private static string Attributes(object? value)
    {
        var fields = value switch
        {
            IReadOnlyDictionary<string, object?> all => all,
            string text => text.Select((unit, i) => (i, unit)).ToDictionary(pair => $"{pair.i}", pair => (object?)pair.unit.ToString()),
            object?[] list => list.Select((item, i) => (i, item)).ToDictionary(pair => $"{pair.i}", pair => pair.item),
            _ => (IReadOnlyDictionary<string, object?>)new OrderedDictionary<string, object?>(),
        };
        return string.Concat(fields.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $" {pair.Key}=\"{JsString.Of(pair.Value)}\""));
    }
}
