using System.Buffers;
using System.Text;
using RealtimeHub.Server.Text;

namespace RealtimeHub.Server.Modules.Documents.Search;

/// <summary>The text of one document as search holds it: the passages as they are and their words, both in UTF-8.</summary>
internal sealed class IndexedText
{
    private readonly byte[] text;
    private readonly byte[] words;
    private readonly (int Text, int Words)[] passages;

    private IndexedText(byte[] text, byte[] words, (int Text, int Words)[] passages, int characters)
    {
        this.text = text;
        this.words = words;
        this.passages = passages;
        Characters = characters;
    }

    /// <summary>What counts against the limit of the index.</summary>
    public int Characters { get; }

    public static IndexedText Of(string text)
    {
        var (bytes, words) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var passages = new List<(int, int)>();
        foreach (var passage in TextPassages.Of(text))
        {
            passages.Add((bytes.WrittenCount, words.WrittenCount));
            Encoding.UTF8.GetBytes(passage.Span, bytes);
            // Signs are looked for in the text itself: the end of one line and the beginning of the next are apart.
            bytes.Write("\n"u8);
            Encoding.UTF8.GetBytes(FoldedText.OfWords(passage.ToString()), words);
        }

        return new IndexedText(bytes.WrittenSpan.ToArray(), words.WrittenSpan.ToArray(), [.. passages], text.Length);
    }

    /// <summary>Whether the text has it; as UTF-8 of what <see cref="FoldedText.Sought"/> gives.</summary>
    public bool Contains(ReadOnlySpan<byte> sought) => words.AsSpan().IndexOf(sought) >= 0;

    /// <summary>The first passage that has it; null when none has.</summary>
    public string? PassageWith(ReadOnlySpan<byte> sought) => words.AsSpan().IndexOf(sought) is var at and >= 0 ? PassageAt(at, static passage => passage.Words) : null;

    /// <summary>Whether the text has it as it stands; as UTF-8.</summary>
    public bool ContainsSign(ReadOnlySpan<byte> sought) => text.AsSpan().IndexOf(sought) >= 0;

    /// <summary>The first passage that has it as it stands; null when none has.</summary>
    public string? PassageWithSign(ReadOnlySpan<byte> sought) => text.AsSpan().IndexOf(sought) is var at and >= 0 ? PassageAt(at, static passage => passage.Text) : null;

    private string PassageAt(int at, Func<(int Text, int Words), int> startOf)
    {
        var (low, high) = (0, passages.Length);
        while (low + 1 < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = startOf(passages[middle]) <= at ? (middle, high) : (low, middle);
        }

        var end = low + 1 < passages.Length ? passages[low + 1].Text : text.Length;
        return Encoding.UTF8.GetString(text, passages[low].Text, end - 1 - passages[low].Text);
    }
}
