using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Links;

/// <summary>Makes, lists, revokes and uses links that give a role in a document.</summary>
internal sealed class DocumentLinking(DocumentStore store, DocumentLists lists, DocumentExclusion exclusion, DocumentsOptions options)
{
    public async ValueTask<Outcome<CreatedLink>> CreateAsync(DocumentCaller caller, CreateLinkRequest request, CancellationToken cancellationToken)
    {
        if ((DocumentRules.Id(request.DocumentId) ?? DocumentRules.LinkRole(request.Role)) is { } refusal)
            return refusal;
        var secret = LinkSecret.Create();
        var link = new LinkRecord(secret.LinkId, request.Role, secret.Hash, store.Now, caller.UserId, []);
        var changed = await store.ChangeAsync(request.DocumentId, snapshot => LinkDecisions.Create(snapshot, caller.UserId, link), cancellationToken);
        return changed.IsRefused(out refusal, out _) ? refusal : new CreatedLink(secret.LinkId, secret.ToString());
    }

    public async ValueTask<Outcome<DocumentLinks>> ListAsync(DocumentCaller caller, ListLinksRequest request, CancellationToken cancellationToken)
    {
        if (DocumentRules.Id(request.DocumentId) is { } refusal)
            return refusal;
        var snapshot = await store.ReadAsync(request.DocumentId, cancellationToken);
        if (snapshot.Require(caller.UserId, DocumentRole.Owner, "reading links") is { } denied)
            return denied;
        return new DocumentLinks([.. (snapshot.Record!.Links ?? []).Select(link => link.ToLink())]);
    }

    public async ValueTask<Outcome<bool>> RevokeAsync(DocumentCaller caller, RevokeLinkRequest request, CancellationToken cancellationToken)
    {
        if ((DocumentRules.Id(request.DocumentId) ?? DocumentRules.LinkId(request.LinkId)) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync(request.DocumentId, snapshot => LinkDecisions.Revoke(snapshot, caller.UserId, request.LinkId), cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;

        // Rights end with the record; the lists tell the users' clients.
        await exclusion.OutsidersAsync(request.DocumentId, change.Now);
        foreach (var userId in change.Before!.Links!.Single(link => link.LinkId == request.LinkId).Users)
        {
            var role = change.Now.OwnRoleOf(userId).Role;
            if (role != change.Before.OwnRoleOf(userId).Role)
                await lists.SetAsync(userId, request.DocumentId, role, CancellationToken.None);
        }

        return true;
    }

    public async ValueTask<Outcome<Document>> UseAsync(DocumentCaller caller, UseLinkRequest request, CancellationToken cancellationToken)
    {
        if (DocumentRules.Id(request.DocumentId) is { } refusal)
            return refusal;
        var secret = LinkSecret.Parse(request.Link);
        var changed = await store.ChangeAsync(request.DocumentId, snapshot => LinkDecisions.Use(snapshot, caller.UserId, secret, options.MaxMembers), cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        if (!ReferenceEquals(change.Before, change.Now))
            await lists.SetAsync(caller.UserId, request.DocumentId, change.Now.OwnRoleOf(caller.UserId).Role, CancellationToken.None);
        return change.Now.ToDocument(request.DocumentId, change.Now.RoleOf(caller.UserId));
    }
}
