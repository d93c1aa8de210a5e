using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>A shared XML node that a page renders by itself: a name and a map.</summary>
public sealed class YXmlHook : YMap
{
    /// <summary>Creates a hook to be put into a document.</summary>
    public YXmlHook(string hookName)
        : base(new Branch { Kind = BranchKind.XmlHook, NodeName = hookName })
    {
    }

    internal YXmlHook(Branch branch)
        : base(branch)
    {
    }

    /// <summary>The name.</summary>
    public string HookName => Branch.NodeName!;
}
