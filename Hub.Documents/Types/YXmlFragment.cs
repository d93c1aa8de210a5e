using RealtimeHub.Documents.Editing;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>A shared list of XML nodes: <see cref="YXmlElement"/>, <see cref="YXmlText"/> and <see cref="YXmlHook"/>.</summary>
public class YXmlFragment : YType
{
    /// <summary>Creates an empty fragment to be put into a document.</summary>
    public YXmlFragment()
        : this(new Branch { Kind = BranchKind.XmlFragment })
    {
    }

    internal YXmlFragment(Branch branch)
        : base(branch)
    {
    }

    /// <summary>How many nodes it has.</summary>
    public int Count => Branch.Length;

    /// <summary>The nodes.</summary>
    public IEnumerable<YType> Nodes => ListReader.Values(Branch).OfType<YType>();

    /// <summary>The node at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public YType this[int index] =>
        (uint)index < (uint)Count ? (YType)ListEditor.Get(Branch, index)! : throw new ArgumentOutOfRangeException(nameof(index), index, $"index: there are {Count} nodes");

    /// <summary>Inserts nodes before an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is beyond the end.</exception>
    public void Insert(int index, params IEnumerable<YType> nodes) =>
        Change((Branch, index, nodes.ToList()), static (transaction, at) => ListEditor.Insert(transaction, at.Branch, at.index, at.Item3));

    /// <summary>Deletes nodes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They exceed the list.</exception>
    public void Delete(int index, int length = 1) =>
        Change((Branch, index, length), static (transaction, at) => ListEditor.Delete(transaction, at.Branch, at.index, at.length));

    /// <summary>The nodes as XML text, as Yjs writes them; nothing is escaped.</summary>
    public override string ToString() => Render(0);

    internal override object? ToValue(int depth) => Render(depth);

    private protected virtual string Render(int depth)
    {
        CheckDepth(depth);
        return string.Concat(Nodes.Select(node => node switch
        {
            YXmlFragment fragment => fragment.Render(depth + 1),
            YXmlText text => text.ToString(),
            YXmlHook => "[object Object]",
            _ => node.ToValue(depth + 1)?.ToString(),
        }));
    }
}
