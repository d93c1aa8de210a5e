using System.Text;
using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Search;

/// <summary>
/// What is looked for: a document fits when its id or its title contains the query, or when each word of the query begins a word of the title or of the text
/// and each of its signs (<see cref="QuerySigns"/>) stands in one of them. Words are those of <see cref="FoldedText"/>, as in the search for messages.
/// </summary>
internal sealed class DocumentQuery
{
    private readonly string whole;
    private readonly (string Sought, byte[] Bytes)[] words;
    private readonly (string Sought, byte[] Bytes)[] signs;

    private DocumentQuery(string whole, (string Sought, byte[] Bytes)[] words, (string Sought, byte[] Bytes)[] signs)
    {
        this.whole = whole;
        this.words = words;
        this.signs = signs;
    }

    /// <summary>The query of a text that has been checked; null for one without anything to look for.</summary>
    public static DocumentQuery? Of(string? text)
    {
        var whole = FoldedText.Of(text ?? "").Trim();
        if (whole.Length == 0)
            return null;
        var words = FoldedText.Words(whole);
        return new DocumentQuery(whole, WithBytes(words.Select(FoldedText.Sought)), WithBytes(QuerySigns.Of(text!, withPunctuation: words.Length == 0)));
    }

    /// <summary>Whether its id or its title alone fits.</summary>
    public bool FitsName(Document document) =>
        FoldedText.Of(document.DocumentId).Contains(whole, StringComparison.Ordinal) || FoldedText.Of(document.Title).Contains(whole, StringComparison.Ordinal);

    /// <summary>Whether its title and its text fit together; null for a text that is not known.</summary>
    public bool Fits(Document document, IndexedText? text)
    {
        if (words.Length + signs.Length == 0)
            return false;
        var title = FoldedText.OfWords(document.Title);
        foreach (var (sought, bytes) in words)
        {
            if (text?.Contains(bytes) != true && !title.Contains(sought, StringComparison.Ordinal))
                return false;
        }

        foreach (var (sought, bytes) in signs)
        {
            if (text?.ContainsSign(bytes) != true && !document.Title.Contains(sought, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    /// <summary>Where the text says a word or a sign of the query; null when it says none.</summary>
    public string? SnippetOf(IndexedText? text)
    {
        foreach (var (sought, bytes) in words)
        {
            if (text?.PassageWith(bytes) is { } passage)
                return Snippets.Of(passage, sought);
        }

        foreach (var (sought, bytes) in signs)
        {
            if (text?.PassageWithSign(bytes) is { } passage)
                return Snippets.OfSign(passage, sought);
        }

        return null;
    }

    private static (string Sought, byte[] Bytes)[] WithBytes(IEnumerable<string> sought) => [.. sought.Select(one => (one, Encoding.UTF8.GetBytes(one)))];
}
