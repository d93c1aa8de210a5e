using RealtimeHub.Documents.Editing;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>A shared XML element: a name, attributes and nodes.</summary>
public sealed class YXmlElement : YXmlFragment
{
    /// <summary>Creates an element to be put into a document.</summary>
    public YXmlElement(string nodeName)
        : base(new Branch { Kind = BranchKind.XmlElement, NodeName = nodeName })
    {
    }

    internal YXmlElement(Branch branch)
        : base(branch)
    {
    }

    /// <summary>The name.</summary>
    public string NodeName => Branch.NodeName!;

    /// <summary>The attributes. Yjs uses strings; other values are possible.</summary>
    public IReadOnlyDictionary<string, object?> Attributes => new OrderedDictionary<string, object?>(MapEditor.All(Branch));

    /// <summary>Sets an attribute.</summary>
    /// <exception cref="ArgumentException">The value can't be in a document.</exception>
    public void SetAttribute(string name, object? value) =>
        Change((Branch, name, value), static (transaction, at) => MapEditor.Set(transaction, at.Branch, at.name, at.value));

    /// <summary>Removes an attribute.</summary>
    public void RemoveAttribute(string name) =>
        Change((Branch, name), static (transaction, at) => MapEditor.Delete(transaction, at.Branch, at.name));

    private protected override string Render(int depth)
    {
        var name = NodeName.ToLowerInvariant();
        var attributes = string.Concat(MapEditor.All(Branch).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $" {pair.Key}=\"{JsString.Of(pair.Value)}\""));
        return $"<{name}{attributes}>{base.Render(depth)}</{name}>";
    }
}
