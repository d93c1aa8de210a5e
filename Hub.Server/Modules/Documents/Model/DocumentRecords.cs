using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Model;

/// <summary>What the server keeps of a document beside its content; one value, so that each change is one write.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Visibility">Who may find and edit it.</param>
/// <param name="CreatedTime">When it was made, Unix milliseconds.</param>
/// <param name="CreatedBy">The id of the user who made it.</param>
/// <param name="Members">The role of each user to whom one was given, by user id.</param>
/// <param name="Deleted">Whether it was deleted; its id stays taken.</param>
/// <param name="Links">The links that give a role, in the order in which they were made; null for none.</param>
internal sealed record DocumentRecord(
    string Title,
    DocumentVisibility Visibility,
    long CreatedTime,
    string CreatedBy,
    Dictionary<string, DocumentRole> Members,
    bool Deleted = false,
    LinkRecord[]? Links = null)
{
    /// <summary>Everyone who has a role, given to the user's id or by a link.</summary>
    [JsonIgnore]
    public IEnumerable<string> Users => (Links ?? []).Aggregate(Members.Keys.AsEnumerable(), (users, link) => users.Union(link.Users));

    /// <summary>What a user may do. A public document gives every user an editor's role at least.</summary>
    public DocumentRole RoleOf(string userId)
    {
        var own = OwnRoleOf(userId).Role;
        return Visibility == DocumentVisibility.Public && own < DocumentRole.Editor ? DocumentRole.Editor : own;
    }

    /// <summary>The greatest role that a user was given or has from a link, and that link.</summary>
    public (DocumentRole Role, string? LinkId) OwnRoleOf(string userId)
    {
        var own = (Role: Members.GetValueOrDefault(userId), LinkId: (string?)null);
        foreach (var link in Links ?? [])
        {
            if (link.Role > own.Role && link.Users.Contains(userId))
                own = (link.Role, link.LinkId);
        }

        return own;
    }

    /// <summary>The document as users see it.</summary>
    /// <param name="documentId">Its id.</param>
    /// <param name="role">The calling user's role; null in publications.</param>
    public Document ToDocument(string documentId, DocumentRole? role) => new()
    {
        DocumentId = documentId,
        Title = Title,
        Visibility = Visibility,
        CreatedTime = CreatedTime,
        CreatedBy = CreatedBy,
        Role = role,
    };

    /// <summary>The same record with another role of one user, whatever role the user had from links.</summary>
    public DocumentRecord With(string userId, DocumentRole role)
    {
        var members = new Dictionary<string, DocumentRole>(Members) { [userId] = role };
        if (role == DocumentRole.None)
            members.Remove(userId);
        return this with { Members = members, Links = Links?.Select(link => link.Without(userId)).ToArray() };
    }
}

/// <summary>A deleted document whose content has still to be removed.</summary>
internal sealed record DocumentDeletion(long Time);

/// <summary>The JSON shape of what only the server may know.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DocumentRecord))]
[JsonSerializable(typeof(DocumentDeletion))]
internal sealed partial class DocumentsJson : JsonSerializerContext;
