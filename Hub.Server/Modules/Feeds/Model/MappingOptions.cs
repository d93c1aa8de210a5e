using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>Where keys and fields are in the JSON documents of a source. Places are JSON Pointers (RFC 6901), such as <c>/current/temperature</c>.</summary>
public sealed class MappingOptions
{
    /// <summary>Only documents count that have this value there, such as <c>/type=ticker</c>. Default: all.</summary>
    public string Where { get; set; } = "";

    /// <summary>A document that has this value there says that the server refused, such as <c>/success=false</c>: the source fails. Default: none.</summary>
    public string Failure { get; set; } = "";

    /// <summary>Where such a document has the reason, a text. Default: nowhere.</summary>
    public string FailureReason { get; set; } = "";

    /// <summary>Where the items are: an array, or one object. A document without this place is passed over. Default: the document itself.</summary>
    public string Items { get; set; } = "";

    /// <summary>Where an item has its key, a text or a number. Empty, the default: the items are the members of an object, and their names are the keys.</summary>
    public string Key { get; set; } = "";

    /// <summary>The keys of the items in their order, where the document does not name them. Default: none.</summary>
    public OptionsMap<string> Keys { get; } = new();

    /// <summary>A field that takes the key as a text. Default: none.</summary>
    public string KeyField { get; set; } = "";

    /// <summary>Each field and where an item has it; what is missing is left out. None, the default, takes every plain member of an item.</summary>
    public OptionsMap<string> Fields { get; } = new();
}
