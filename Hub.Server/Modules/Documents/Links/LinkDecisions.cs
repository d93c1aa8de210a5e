using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Links;

/// <summary>What calls on links make of a document's record: another record, the same one for no change, or a refusal.</summary>
internal static class LinkDecisions
{
    /// <summary>The most links of one document.</summary>
    public const int MaxLinks = 10;

    public static Outcome<DocumentRecord> Create(DocumentSnapshot snapshot, string userId, LinkRecord link)
    {
        if (snapshot.Require(userId, DocumentRole.Owner, "making a link") is { } denied)
            return denied;
        LinkRecord[] links = [.. snapshot.Record!.Links ?? [], link];
        return links.Length > MaxLinks ? DocumentRefusals.TooManyLinks(MaxLinks) : snapshot.Record with { Links = links };
    }

    public static Outcome<DocumentRecord> Revoke(DocumentSnapshot snapshot, string userId, string linkId)
    {
        if (snapshot.Require(userId, DocumentRole.Owner, "revoking a link") is { } denied)
            return denied;
        LinkRecord[] kept = [.. (snapshot.Record!.Links ?? []).Where(link => link.LinkId != linkId)];
        return kept.Length == (snapshot.Record.Links?.Length ?? 0) ? DocumentRefusals.NoLink(linkId) : snapshot.Record with { Links = kept };
    }

    /// <summary>A public document's role for everyone does not count: the link's stays when the document becomes private.</summary>
    public static Outcome<DocumentRecord> Use(DocumentSnapshot snapshot, string userId, LinkSecret secret, int maxMembers)
    {
        if (snapshot.Record is not { } record || record.Links?.FirstOrDefault(secret.Opens) is not { } used)
            return DocumentRefusals.NoEntry(snapshot.DocumentId);
        if (record.OwnRoleOf(userId).Role >= used.Role)
            return record;
        var joined = record with { Links = [.. record.Links.Select(link => link == used ? link.With(userId) : link)] };
        return joined.Users.Count() > maxMembers ? DocumentRefusals.TooManyMembers(maxMembers) : joined;
    }
}
