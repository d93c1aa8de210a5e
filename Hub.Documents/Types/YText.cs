using RealtimeHub.Documents.Editing;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>A shared text with formats and embedded values. Indexes and lengths are UTF-16 units, as those of .NET strings and of Yjs.</summary>
public class YText : YType
{
    private static readonly Dictionary<string, object?> None = [];

    /// <summary>Creates a text to be put into a document.</summary>
    public YText(string text = "")
        : this(new Branch { Kind = BranchKind.Text })
    {
        if (text.Length > 0)
            Insert(0, text);
    }

    internal YText(Branch branch)
        : base(branch)
    {
    }

    /// <summary>How many units it has; an embedded value is one.</summary>
    public int Length => Branch.Length;

    /// <summary>Inserts text before an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="text">The text.</param>
    /// <param name="attributes">Its formats; those of the place when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is beyond the end.</exception>
    /// <exception cref="ArgumentException">A format is no JSON.</exception>
    public void Insert(int index, string text, IEnumerable<KeyValuePair<string, object?>>? attributes = null)
    {
        if (text.Length > 0)
            Change((Branch, index, text, attributes), static (transaction, at) =>
                TextEditor.Insert(transaction, at.Branch, at.index, at.text, at.attributes is null ? null : Attributes.Of(at.attributes)));
    }

    /// <summary>Inserts a value, or a shared type, that takes the place of one unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is beyond the end.</exception>
    /// <exception cref="ArgumentException">The value is no JSON.</exception>
    public void InsertEmbed(int index, object embed, IEnumerable<KeyValuePair<string, object?>>? attributes = null) =>
        Change((Branch, index, embed, attributes), static (transaction, at) =>
            TextEditor.InsertEmbed(transaction, at.Branch, at.index, at.embed, Attributes.Of(at.attributes ?? None)));

    /// <summary>Deletes text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It exceeds the text.</exception>
    public void Delete(int index, int length) =>
        Change((Branch, index, length), static (transaction, at) => TextEditor.Delete(transaction, at.Branch, at.index, at.length));

    /// <summary>Formats text; a value of null ends a format.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It exceeds the text.</exception>
    /// <exception cref="ArgumentException">A format is no JSON.</exception>
    public void Format(int index, int length, IEnumerable<KeyValuePair<string, object?>> attributes) =>
        Change((Branch, index, length, attributes), static (transaction, at) =>
            TextEditor.Format(transaction, at.Branch, at.index, at.length, Attributes.Of(at.attributes)));

    /// <summary>Changes the text by a delta.</summary>
    public void ApplyDelta(IReadOnlyList<DeltaOperation> delta) =>
        Change((Branch, delta), static (transaction, at) => TextEditor.ApplyDelta(transaction, at.Branch, at.delta));

    /// <summary>The text with its formats, as insertions that make it.</summary>
    public IReadOnlyList<DeltaOperation> ToDelta() => TextContents.Delta(Branch);

    /// <summary>The text without formats and embedded values.</summary>
    public override string ToString() => TextContents.Text(Branch);

    internal override object? ToValue(int depth) => TextContents.Text(Branch);
}
