using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>The public views of branches.</summary>
internal static class BranchViews
{
    /// <summary>The type that shows a branch; the same one each time.</summary>
    public static YType GetView(this Branch branch) => branch.View ??= branch.Kind switch
    {
        BranchKind.Array => new YArray(branch),
        BranchKind.Map => new YMap(branch),
        BranchKind.Text => new YText(branch),
        BranchKind.XmlText => new YXmlText(branch),
        BranchKind.XmlElement => new YXmlElement(branch),
        BranchKind.XmlHook => new YXmlHook(branch),
        BranchKind.XmlFragment => new YXmlFragment(branch),

        // It was named by an update; events of others may point to it.
        _ => new YUnknown(branch),
    };
}

/// <summary>A root type that was named by an update and not yet asked for.</summary>
internal sealed class YUnknown(Branch branch) : YType(branch)
{
    internal override object? ToValue(int depth) => Undefined.Value;
}
