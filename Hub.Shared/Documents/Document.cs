using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>Who may find and edit a document.</summary>
[JsonConverter(typeof(WireEnumConverter<DocumentVisibility>))]
public enum DocumentVisibility
{
    /// <summary>Every signed-in user can find and edit it.</summary>
    Public,

    /// <summary>Only its members; for others it looks like a document that doesn't exist.</summary>
    Private,
}

/// <summary>What a user may do with a document. Each role includes those before it.</summary>
[JsonConverter(typeof(WireEnumConverter<DocumentRole>))]
public enum DocumentRole
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>May read, and send awareness.</summary>
    Reader,

    /// <summary>May read; for applications that keep comments next to the document.</summary>
    Commenter,

    /// <summary>May edit.</summary>
    Editor,

    /// <summary>May also rename, share and delete.</summary>
    Owner,
}

/// <summary>What a connection may do with a document that it has opened.</summary>
[JsonConverter(typeof(WireEnumConverter<DocumentAccess>))]
public enum DocumentAccess
{
    /// <summary>It may read; its updates are refused.</summary>
    Read,

    /// <summary>It may push updates.</summary>
    Write,
}

/// <summary>A document.</summary>
public sealed record Document
{
    /// <summary>Its id: the key of its channel, after <c>doc:</c>.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>Who may find and edit it.</summary>
    public required DocumentVisibility Visibility { get; init; }

    /// <summary>When it was created, Unix milliseconds.</summary>
    public required long CreatedTime { get; init; }

    /// <summary>The id of the user who created it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The calling user's role; absent in publications.</summary>
    public DocumentRole? Role { get; init; }

    /// <summary>Where its text says a word that was searched for, in one line; absent where it says none, and everywhere but in the results of a search.</summary>
    public string? Snippet { get; init; }
}

/// <summary>A user with whom a document is shared.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="LinkId">The link that the role is from; absent when the role was given to the user's id.</param>
public sealed record DocumentMember(string UserId, DocumentRole Role, string? LinkId = null);

/// <summary>The caller's role in a document: the data of <c>doc.membership</c> in <c>sys:documents/&lt;userId&gt;</c>.</summary>
/// <param name="Role">What the user may do.</param>
public sealed record DocumentMembership(DocumentRole Role);

/// <summary>A document was shared with the user: the data of <c>document</c> in the personal channel.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Role">What the user may do with it.</param>
/// <param name="By">The id of the owner who shared it.</param>
public sealed record DocumentNotice(string DocumentId, string Title, DocumentRole Role, string By);
