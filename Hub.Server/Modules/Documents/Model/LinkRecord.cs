using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Model;

/// <summary>What the server keeps of a link: a hash of its secret, and who came by it.</summary>
/// <param name="LinkId">Its id, the part of the link that is no secret.</param>
/// <param name="Role">The role that it gives.</param>
/// <param name="SecretHash">The SHA-256 of its secret.</param>
/// <param name="CreatedTime">When it was made, Unix milliseconds.</param>
/// <param name="CreatedBy">The id of the owner who made it.</param>
/// <param name="Users">The ids of those who have a role from it.</param>
internal sealed record LinkRecord(string LinkId, DocumentRole Role, byte[] SecretHash, long CreatedTime, string CreatedBy, string[] Users)
{
    public LinkRecord With(string userId) => Users.Contains(userId) ? this : this with { Users = [.. Users, userId] };

    public LinkRecord Without(string userId) => Users.Contains(userId) ? this with { Users = [.. Users.Where(user => user != userId)] } : this;

    public DocumentLink ToLink() => new(LinkId, Role, CreatedTime, CreatedBy, Users.Length);
}
