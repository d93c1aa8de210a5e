using RealtimeHub.Documents.Editing;

namespace RealtimeHub.Documents;

/// <summary>What works on documents without knowing the kinds of their root types, as a server does.</summary>
public static class YDocContents
{
    /// <summary>
    /// The text of a root type of any kind: its strings and those of the types in it, without formats, embedded values and attributes. XML elements and
    /// types in arrays are on lines of their own.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="name">The root type, which is empty when there is none; all of them, one after another on lines of their own, when null.</param>
    /// <param name="maxCharacters">The most characters to read of each root type: not more than the beginning of a large one is looked at.</param>
    public static string ReadText(this YDoc document, string? name = null, int maxCharacters = int.MaxValue) =>
        name is null
            ? string.Join('\n', document.Roots.Values.Select(branch => PlainText.Of(branch, maxCharacters)).Where(text => text.Length > 0))
            : document.Roots.TryGetValue(name, out var branch) ? PlainText.Of(branch, maxCharacters) : "";

    /// <summary>
    /// Gives every root type the contents that it has in another document, as one local change: what was there is deleted, and what the other shows is
    /// inserted. Root types that show the same in both stay as they are.
    /// </summary>
    /// <param name="document">The document to change.</param>
    /// <param name="other">The document with the contents.</param>
    public static void ReplaceContents(this YDoc document, YDoc other) =>
        document.Transact((document, other), static (transaction, at) =>
        {
            foreach (var name in at.document.Roots.Keys.Union(at.other.Roots.Keys).ToArray())
                ContentCopier.Replace(transaction, at.document.Root(name), at.other.Roots.GetValueOrDefault(name));
        });
}
