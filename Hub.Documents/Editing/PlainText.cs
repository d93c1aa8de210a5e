using System.Text;
using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>The strings of a type and of the types in its list, each XML element and each other type on lines of its own.</summary>
internal sealed class PlainText(int maxCharacters)
{
    private readonly StringBuilder text = new();
    private bool breaks;

    public static string Of(Branch branch, int maxCharacters)
    {
        var plain = new PlainText(maxCharacters);
        plain.Read(branch);
        return plain.text.ToString();
    }

    private void Read(Branch branch)
    {
        var outer = new Stack<(Item? Next, bool Breaks)>();
        var item = branch.Start;
        while (text.Length < maxCharacters)
        {
            if (item is null)
            {
                if (!outer.TryPop(out var end))
                    return;
                item = end.Next;
                breaks |= end.Breaks;
            }
            else if (item.Kind == ContentKind.Type && !item.IsDeleted)
            {
                var inner = (Branch)item.Content!;
                var isBlock = inner.Kind != BranchKind.XmlText;
                outer.Push((item.Right, isBlock));
                breaks |= isBlock;
                item = inner.Start;
            }
            else
            {
                if (item.Kind == ContentKind.String && !item.IsDeleted)
                    Append(item.Text);
                item = item.Right;
            }
        }
    }

    private void Append(ReadOnlySpan<char> run)
    {
        if (breaks && text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
        breaks = false;
        text.Append(run[..Math.Min(run.Length, maxCharacters - text.Length)]);
    }
}
