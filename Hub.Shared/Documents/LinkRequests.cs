namespace RealtimeHub.Shared;

/// <summary>Makes a link that gives each user who opens it a role in a document.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Role">The role: <c>editor</c>, <c>commenter</c> or <c>reader</c>.</param>
public sealed record CreateLinkRequest(string DocumentId, DocumentRole Role);

/// <summary>A new link.</summary>
/// <param name="LinkId">Its id, for <c>RevokeLink</c>.</param>
/// <param name="Link">What <c>UseLink</c> takes. It contains a secret, which the server does not keep: it is given here and never again.</param>
public sealed record CreatedLink(string LinkId, string Link)
{
    /// <summary>Without the secret: what is called and answered may be logged.</summary>
    public override string ToString() => $"{nameof(CreatedLink)} {{ {nameof(LinkId)} = {LinkId} }}";
}

/// <summary>Asks for the links of a document.</summary>
/// <param name="DocumentId">The document's id.</param>
public sealed record ListLinksRequest(string DocumentId);

/// <summary>The links of a document.</summary>
/// <param name="Links">In the order in which they were made.</param>
public sealed record DocumentLinks(IReadOnlyList<DocumentLink> Links);

/// <summary>A link to a document, without its secret.</summary>
/// <param name="LinkId">Its id.</param>
/// <param name="Role">The role that it gives.</param>
/// <param name="CreatedTime">When it was made, Unix milliseconds.</param>
/// <param name="CreatedBy">The id of the owner who made it.</param>
/// <param name="Users">How many users have a role from it.</param>
public sealed record DocumentLink(string LinkId, DocumentRole Role, long CreatedTime, string CreatedBy, int Users);

/// <summary>Revokes a link: those who came by it lose the role that it gave them.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="LinkId">The link's id.</param>
public sealed record RevokeLinkRequest(string DocumentId, string LinkId);

/// <summary>Gives the caller the role of a link.</summary>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Link">The link, as <c>CreateLink</c> gave it.</param>
public sealed record UseLinkRequest(string DocumentId, string Link)
{
    /// <summary>Without the secret: what is called and answered may be logged.</summary>
    public override string ToString() => $"{nameof(UseLinkRequest)} {{ {nameof(DocumentId)} = {DocumentId} }}";
}
