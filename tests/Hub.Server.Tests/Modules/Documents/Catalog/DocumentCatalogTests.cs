using NSubstitute;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Documents.Catalog;

public class DocumentCatalogTests
{
    [Fact]
    public async Task CreateDocument_PublicAndPrivate_AreListedForThoseWhoMayReadThem()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(DocumentVisibility.Public, "b-open");
        await rig.DocumentAsync(DocumentVisibility.Private, "a-secret");
        var made = await rig.Hub("bob").CreateDocument(new CreateDocumentRequest("Mine"));
        await rig.Hub("ada").ShareDocument(new ShareDocumentRequest("a-secret", "cid", DocumentRole.Reader));

        Assert.Equal(["a-secret", "b-open"], (await ListAsync(rig, "ada")).Where(id => id != made.DocumentId));
        Assert.Equal(["b-open"], (await ListAsync(rig, "bob")).Where(id => id != made.DocumentId));
        Assert.Equal(["a-secret", "b-open"], (await ListAsync(rig, "cid")).Where(id => id != made.DocumentId));
        Assert.Equal((DocumentVisibility.Public, DocumentRole.Owner, "bob"), (made.Visibility, made.Role, made.CreatedBy));
        Assert.Equal(DocumentRole.Editor, (await rig.Hub("bob").GetDocument(new GetDocumentRequest("b-open"))).Role);
        Assert.Equal(["a-secret"], (await rig.Hub("ada").ListDocuments(new ListDocumentsRequest("SECRÉT"))).Documents.Select(document => document.DocumentId));
    }

    [Fact]
    public async Task ListDocuments_Pages_GiveEveryDocumentOnceInOrder()
    {
        await using var rig = await ChatRig.StartAsync();
        for (var i = 0; i < 7; i++)
            await rig.DocumentAsync(i % 2 == 0 ? DocumentVisibility.Public : DocumentVisibility.Private, $"d{i}");
        var found = new List<string>();
        string? after = null;
        do
        {
            var page = await rig.Hub("ada").ListDocuments(new ListDocumentsRequest(After: after, Limit: 3));
            found.AddRange(page.Documents.Select(document => document.DocumentId));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(["d0", "d1", "d2", "d3", "d4", "d5", "d6"], found);
    }

    [Fact]
    public async Task CreateDocument_IdOfADocumentThatExistsOrWasDeleted_IsAConflict()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(id: "here");
        await rig.DocumentAsync(id: "gone");
        await rig.Hub("ada").DeleteDocument(new DeleteDocumentRequest("gone"));
        await rig.Get<DocumentDeletions>().EmptyAllAsync(default);

        foreach (var id in (string[])["here", "gone"])
            await rig.Hub("bob").CreateDocument(new CreateDocumentRequest("Mine", id)).RefusedAsync(ErrorCode.Conflict);
    }

    [Fact]
    public async Task EveryCall_ForbiddenAndMissing_AreRefusedAlike()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(DocumentVisibility.Private, "aaaaaa");

        foreach (var call in CallsOf(rig))
        {
            // More calls than the limits allow at once.
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            var forbidden = await call("aaaaaa").RefusedAsync();
            var missing = await call("bbbbbb").RefusedAsync();
            Assert.Equal(ErrorCode.PermissionDenied, forbidden.Code);
            Assert.Equal(forbidden.Text.Replace("aaaaaa", "bbbbbb", StringComparison.Ordinal), missing.Text);
        }
    }

    [Fact]
    public async Task EveryCall_ForbiddenAndMissing_ReadAlike()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(DocumentVisibility.Private, "aaaaaa");
        await rig.Hub("ada").ReadMembers(new ReadMembersRequest("aaaaaa"));

        foreach (var call in CallsOf(rig))
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            rig.TakeCalls();
            await call("aaaaaa").RefusedAsync();
            var forbidden = rig.TakeCalls();
            await call("bbbbbb").RefusedAsync();
            var missing = rig.TakeCalls();

            Assert.NotEmpty(forbidden);
            Assert.Equal(forbidden.Select(one => one.Replace("aaaaaa", "bbbbbb", StringComparison.Ordinal)), missing);
        }
    }

    [Fact]
    public async Task AnyCall_WithoutAUser_IsUnauthorized()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();

        await rig.Hub(null).OpenAsync().RefusedAsync(ErrorCode.Unauthorized);
        await rig.Hub(null).CreateDocument(new CreateDocumentRequest("x")).RefusedAsync(ErrorCode.Unauthorized);
    }

    [Fact]
    public async Task RenameDocument_Owner_IsPublishedAndListed()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();

        await rig.Hub("bob").RenameDocument(new RenameDocumentRequest(DocumentRig.Id, "Bob's")).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").RenameDocument(new RenameDocumentRequest(DocumentRig.Id, "Better"));

        Assert.Equal("Better", (await rig.Hub("bob").ListDocuments(new ListDocumentsRequest())).Documents.Single().Title);
        Assert.Equal(["doc.renamed"], (await rig.LogAsync("doc:" + DocumentRig.Id)).Select(publication => publication.Type));
    }

    [Fact]
    public async Task ShareDocument_RoleGivenAndTaken_HoldsAtOnceAndEndsTheSubscription()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(DocumentVisibility.Private);
        var typed = DocumentRig.Typing(1, "a", "b");

        await ShareAsync(rig, "bob", DocumentRole.Reader);
        Assert.Equal(DocumentAccess.Read, (await rig.Hub("bob").OpenAsync()).Access);
        await rig.Hub("bob").PushAsync(typed[0]).RefusedAsync(ErrorCode.PermissionDenied);
        await ShareAsync(rig, "bob", DocumentRole.Editor);
        await rig.Hub("bob").PushAsync(typed[0]);
        Assert.Equal([("ada", DocumentRole.Owner), ("bob", DocumentRole.Editor)], (await rig.Hub("bob").ReadMembers(new ReadMembersRequest(DocumentRig.Id))).Members.Select(member => (member.UserId, member.Role)));
        await ShareAsync(rig, "bob", DocumentRole.None);

        await rig.Hub("bob").PushAsync(typed[1]).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("bob").OpenAsync().RefusedAsync(ErrorCode.PermissionDenied);
        await TestTimeout.Until(() => rig.ClientOf("c-bob").ReceivedCalls().Any(call => call.GetMethodInfo().Name == nameof(IChannelClient.Unsubscribed)));
        await rig.ClientOf("c-bob").Received(1).Unsubscribed(Arg.Is<Unsubscribed>(end => end.Code == "permission_denied" && !end.Resubscribe));
        Assert.Equal(2, (await rig.LogAsync("user:bob")).Count(notice => notice.Type == DocumentTypes.Shared));
        Assert.Empty(await ListAsync(rig, "bob"));
    }

    [Fact]
    public async Task ShareDocument_LastOwner_KeepsTheRole()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();

        await ShareAsync(rig, "ada", DocumentRole.Editor).RefusedAsync(ErrorCode.Conflict);
        await ShareAsync(rig, "bob", DocumentRole.Owner);
        await ShareAsync(rig, "ada", DocumentRole.None);

        Assert.Equal(DocumentRole.Editor, (await rig.Hub("ada").GetDocument(new GetDocumentRequest(DocumentRig.Id))).Role);
    }

    [Fact]
    public async Task UpdateDocument_Private_PutsOutsidersOut()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        await rig.Hub("bob").OpenAsync();
        await rig.Hub("ada").OpenAsync();

        await rig.Hub("ada").UpdateDocument(new UpdateDocumentRequest(DocumentRig.Id, DocumentVisibility.Private));

        await TestTimeout.Until(() => rig.ClientOf("c-bob").ReceivedCalls().Any(call => call.GetMethodInfo().Name == nameof(IChannelClient.Unsubscribed)));
        await rig.ClientOf("c-ada").DidNotReceive().Unsubscribed(Arg.Any<Unsubscribed>());
        Assert.Empty(await ListAsync(rig, "bob"));
    }

    [Fact]
    public async Task DeleteDocument_AfterARestart_NothingOfItIsLeft()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        foreach (var update in DocumentRig.Typing(1, "the secret ", "text"))
            await rig.Hub("bob").PushAsync(update);
        await rig.Hub("bob").SaveVersion(new SaveVersionRequest(DocumentRig.Id, "the secret draft"));
        await rig.Hub("bob").DeleteDocument(new DeleteDocumentRequest(DocumentRig.Id)).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").DeleteDocument(new DeleteDocumentRequest(DocumentRig.Id));

        await using var next = rig.Restarted();
        await next.Get<DocumentDeletions>().EmptyAllAsync(default);

        Assert.Empty(await rig.UpdatesAsync());
        Assert.Null(await rig.SnapshotAsync());
        Assert.Empty((await rig.Engine.ReadStateAsync(ChannelName.Parse("sys:document-versions/" + DocumentRig.Id), new StateQuery { Limit = 10 }, default)).Entries);
        Assert.Empty((await rig.Engine.ReadStateAsync(ChannelName.Parse("sys:document-deletions"), new StateQuery { Limit = 10 }, default)).Entries);
        Assert.Empty(await ListAsync(rig, "ada"));
        await next.Hub("ada").OpenAsync().RefusedAsync(ErrorCode.PermissionDenied);
    }

    [Theory]
    [InlineData("a b", "Title", "documentId")]
    [InlineData("", "Title", "documentId")]
    [InlineData("good", "", "title")]
    [InlineData("good", "two\nlines", "title")]
    public async Task CreateDocument_FieldThatBreaksARule_IsNamed(string id, string title, string field)
    {
        await using var rig = await ChatRig.StartAsync();

        var refusal = await rig.Hub("ada").CreateDocument(new CreateDocumentRequest(title, id)).RefusedAsync();

        Assert.Equal((ErrorCode.BadRequest, field), (refusal.Code, refusal.Details!.Field));
    }

    // Each takes a document's id.
    private static Func<string, Task>[] CallsOf(ChatRig rig) =>
    [
        id => rig.Hub("bob").GetDocument(new GetDocumentRequest(id)),
        id => rig.Hub("bob").RenameDocument(new RenameDocumentRequest(id, "Mine")),
        id => rig.Hub("bob").UpdateDocument(new UpdateDocumentRequest(id, DocumentVisibility.Public)),
        id => rig.Hub("bob").DeleteDocument(new DeleteDocumentRequest(id)),
        id => rig.Hub("bob").ShareDocument(new ShareDocumentRequest(id, "bob", DocumentRole.Owner)),
        id => rig.Hub("bob").ReadMembers(new ReadMembersRequest(id)),
        id => rig.Hub("bob").CreateLink(new CreateLinkRequest(id, DocumentRole.Reader)),
        id => rig.Hub("bob").ListLinks(new ListLinksRequest(id)),
        id => rig.Hub("bob").RevokeLink(new RevokeLinkRequest(id, new string('0', 16))),
        id => rig.Hub("bob").UseLink(new UseLinkRequest(id, new string('0', 16) + ".secret")),
        id => rig.Hub("bob").OpenAsync(id: id),
        id => rig.Hub("bob").PushAsync(DocumentRig.Typing(1, "x")[0], id),
        id => rig.Hub("bob").PushAwareness(new PushAwarenessRequest(id, new byte[] { 0 })),
        id => rig.Hub("bob").ReadText(new ReadTextRequest(id)),
        id => rig.Hub("bob").SaveVersion(new SaveVersionRequest(id)),
        id => rig.Hub("bob").ListVersions(new ListVersionsRequest(id)),
        id => rig.Hub("bob").GetVersion(new GetVersionRequest(id, new string('0', 32))),
        id => rig.Hub("bob").RestoreVersion(new RestoreVersionRequest(id, new string('0', 32))),
        id => rig.Hub("bob").DeleteVersion(new DeleteVersionRequest(id, new string('0', 32))),
        id => rig.Hub("bob").Subscribe(new SubscribeRequest { Channel = "doc:" + id }),
        id => rig.Hub("bob").ReadHistory(new ReadHistoryRequest("doc:" + id)),
    ];

    private static Task ShareAsync(ChatRig rig, string userId, DocumentRole role) => rig.Hub("ada").ShareDocument(new ShareDocumentRequest(DocumentRig.Id, userId, role));

    private static async Task<string[]> ListAsync(ChatRig rig, string userId) =>
        [.. (await rig.Hub(userId).ListDocuments(new ListDocumentsRequest())).Documents.Select(document => document.DocumentId)];
}
