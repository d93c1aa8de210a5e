using System.Text;
using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents.Editing;

/// <summary>Reading texts.</summary>
internal static class TextContents
{
    public static string Text(Branch branch) => string.Create(TextLength(branch), branch, static (target, branch) =>
    {
        for (var item = branch.Start; item is not null; item = item.Right)
        {
            if (item.IsDeleted || item.Kind != ContentKind.String)
                continue;
            item.Text.CopyTo(target);
            target = target[item.Length..];
        }
    });

    public static List<DeltaOperation> Delta(Branch branch)
    {
        var operations = new List<DeltaOperation>();
        var formats = new Attributes();
        var text = new StringBuilder();
        for (var item = branch.Start; item is not null; item = item.Right)
        {
            if (item.IsDeleted)
                continue;
            if (item.Kind == ContentKind.String)
            {
                text.Append(item.Text);
                continue;
            }

            Flush(operations, text, formats);
            if (item.Kind == ContentKind.Format)
                formats.Pass((FormatContent)item.Content!);
            else if (item.Kind is ContentKind.Embed or ContentKind.Type)
                operations.Add(new DeltaOperation { Insert = ItemValues.At(item, 0), Attributes = formats.ToValues() });
        }

        Flush(operations, text, formats);
        return operations;
    }

    private static int TextLength(Branch branch)
    {
        var length = 0;
        for (var item = branch.Start; item is not null; item = item.Right)
        {
            if (!item.IsDeleted && item.Kind == ContentKind.String)
                length += item.Length;
        }

        return length;
    }

    private static void Flush(List<DeltaOperation> operations, StringBuilder text, Attributes formats)
    {
        if (text.Length == 0)
            return;
        operations.Add(new DeltaOperation { Insert = text.ToString(), Attributes = formats.ToValues() });
        text.Clear();
    }
}
