using System.Text;
using NSubstitute;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Documents.Links;

public class DocumentLinkingTests
{
    [Theory]
    [InlineData(DocumentRole.Reader, DocumentAccess.Read)]
    [InlineData(DocumentRole.Commenter, DocumentAccess.Read)]
    [InlineData(DocumentRole.Editor, DocumentAccess.Write)]
    public async Task UseLink_OfAPrivateDocument_GivesItsRole(DocumentRole role, DocumentAccess access)
    {
        await using var rig = await PrivateAsync();
        var link = await CreateAsync(rig, role);

        var document = await UseAsync(rig, "bob", link.Link);

        Assert.Equal((DocumentRig.Id, role), (document.DocumentId, document.Role));
        Assert.Equal(access, (await rig.Hub("bob").OpenAsync()).Access);
        Assert.Equal([("ada", DocumentRole.Owner, null), ("bob", role, link.LinkId)], await MembersAsync(rig));
        Assert.Equal([DocumentRig.Id], await ListAsync(rig, "bob"));
    }

    [Fact]
    public async Task UseLink_LesserThanTheRoleHeld_ChangesNothing()
    {
        await using var rig = await PrivateAsync();
        await ShareAsync(rig, "bob", DocumentRole.Editor);
        var link = await CreateAsync(rig, DocumentRole.Reader);

        Assert.Equal(DocumentRole.Editor, (await UseAsync(rig, "bob", link.Link)).Role);
        Assert.Equal(DocumentRole.Owner, (await UseAsync(rig, "ada", link.Link)).Role);

        Assert.Equal(0, Assert.Single(await LinksAsync(rig)).Users);
    }

    [Fact]
    public async Task UseLink_WrongOrRevoked_IsRefusedLikeAMissingDocument()
    {
        await using var rig = await PrivateAsync();
        var link = (await CreateAsync(rig, DocumentRole.Editor)).Link;
        var revoked = await CreateAsync(rig, DocumentRole.Editor);
        await rig.Hub("ada").RevokeLink(new RevokeLinkRequest(DocumentRig.Id, revoked.LinkId));
        var missing = await rig.Hub("bob").UseLink(new UseLinkRequest("miss", link)).RefusedAsync();
        var last = link[^1] == 'A' ? 'E' : 'A';

        string[] wrong = [link[..^1] + last, link[..^1], link + "x", link[..16], link[..17], link[17..], "", ".", "\u0000é", revoked.Link, revoked.LinkId + link[16..]];
        foreach (var one in wrong)
        {
            var refusal = await rig.Hub("bob").UseLink(new UseLinkRequest(DocumentRig.Id, one)).RefusedAsync();
            Assert.Equal(ErrorCode.PermissionDenied, refusal.Code);
            Assert.Equal(missing.Text.Replace("miss", DocumentRig.Id, StringComparison.Ordinal), refusal.Text);
            Assert.Equal(missing.Details!.Reason, refusal.Details!.Reason);
        }

        Assert.Equal(["ada"], (await MembersAsync(rig)).Select(member => member.UserId));
    }

    [Fact]
    public async Task RevokeLink_OpenDocument_TakesWritingAndReadingAtOnce()
    {
        await using var rig = await PrivateAsync();
        var link = await CreateAsync(rig, DocumentRole.Editor);
        await UseAsync(rig, "bob", link.Link);
        await rig.Hub("bob").OpenAsync();
        var typed = DocumentRig.Typing(1, "a", "b");
        await rig.Hub("bob").PushAsync(typed[0]);

        await rig.Hub("ada").RevokeLink(new RevokeLinkRequest(DocumentRig.Id, link.LinkId));

        await rig.Hub("bob").PushAsync(typed[1]).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("bob").OpenAsync().RefusedAsync(ErrorCode.PermissionDenied);
        await TestTimeout.Until(() => rig.ClientOf("c-bob").ReceivedCalls().Any(call => call.GetMethodInfo().Name == nameof(IChannelClient.Unsubscribed)));
        await rig.ClientOf("c-bob").Received(1).Unsubscribed(Arg.Is<Unsubscribed>(end => end.Code == "permission_denied" && !end.Resubscribe));
        Assert.Empty(await ListAsync(rig, "bob"));
        Assert.Equal("a", await rig.TextAsync());
    }

    [Fact]
    public async Task RevokeLink_RoleGivenToTheUserId_Stays()
    {
        await using var rig = await PrivateAsync();
        await ShareAsync(rig, "bob", DocumentRole.Reader);
        var link = await CreateAsync(rig, DocumentRole.Editor);
        await UseAsync(rig, "bob", link.Link);
        await rig.Hub("bob").OpenAsync();
        var typed = DocumentRig.Typing(1, "a", "b");
        await rig.Hub("bob").PushAsync(typed[0]);

        await rig.Hub("ada").RevokeLink(new RevokeLinkRequest(DocumentRig.Id, link.LinkId));

        await rig.Hub("bob").PushAsync(typed[1]).RefusedAsync(ErrorCode.PermissionDenied);
        Assert.Equal(DocumentAccess.Read, (await rig.Hub("bob").OpenAsync()).Access);
        await rig.ClientOf("c-bob").DidNotReceive().Unsubscribed(Arg.Any<Unsubscribed>());
        Assert.Equal([("ada", DocumentRole.Owner, null), ("bob", DocumentRole.Reader, null)], await MembersAsync(rig));
    }

    [Fact]
    public async Task RevokeLink_UserOfAnotherLink_KeepsItsRole()
    {
        await using var rig = await PrivateAsync();
        var reader = await CreateAsync(rig, DocumentRole.Reader);
        var editor = await CreateAsync(rig, DocumentRole.Editor);
        await UseAsync(rig, "bob", reader.Link);
        Assert.Equal(DocumentRole.Editor, (await UseAsync(rig, "bob", editor.Link)).Role);

        await rig.Hub("ada").RevokeLink(new RevokeLinkRequest(DocumentRig.Id, editor.LinkId));

        Assert.Equal(("bob", DocumentRole.Reader, reader.LinkId), (await MembersAsync(rig))[1]);
    }

    [Fact]
    public async Task ShareDocument_WithAUserOfALink_ReplacesTheRoleFromIt()
    {
        await using var rig = await PrivateAsync();
        var link = await CreateAsync(rig, DocumentRole.Editor);
        foreach (var user in (string[])["bob", "cid"])
            await UseAsync(rig, user, link.Link);

        await ShareAsync(rig, "bob", DocumentRole.None);
        await ShareAsync(rig, "cid", DocumentRole.Reader);

        await rig.Hub("bob").OpenAsync().RefusedAsync(ErrorCode.PermissionDenied);
        Assert.Equal([("ada", DocumentRole.Owner, null), ("cid", DocumentRole.Reader, null)], await MembersAsync(rig));
    }

    [Fact]
    public async Task UseLink_OfAPublicDocument_StaysWhenItBecomesPrivate()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var link = await CreateAsync(rig, DocumentRole.Reader);
        Assert.Equal(DocumentRole.Editor, (await UseAsync(rig, "bob", link.Link)).Role);

        await rig.Hub("ada").UpdateDocument(new UpdateDocumentRequest(DocumentRig.Id, DocumentVisibility.Private));

        Assert.Equal(DocumentAccess.Read, (await rig.Hub("bob").OpenAsync()).Access);
    }

    [Fact]
    public async Task Links_ToThoseWhoAreNoOwners_AreRefused()
    {
        await using var rig = await PrivateAsync();
        await ShareAsync(rig, "bob", DocumentRole.Editor);
        var link = await CreateAsync(rig, DocumentRole.Editor);
        foreach (var (user, reason) in new[] { ("bob", "role_too_low"), ("cid", "no_entry") })
        {
            Task[] calls =
            [
                rig.Hub(user).CreateLink(new CreateLinkRequest(DocumentRig.Id, DocumentRole.Reader)),
                rig.Hub(user).ListLinks(new ListLinksRequest(DocumentRig.Id)),
                rig.Hub(user).RevokeLink(new RevokeLinkRequest(DocumentRig.Id, link.LinkId)),
            ];
            foreach (var call in calls)
                Assert.Equal(reason, (await call.RefusedAsync()).Details!.Reason);
        }

        await rig.Hub(null).UseLink(new UseLinkRequest(DocumentRig.Id, link.Link)).RefusedAsync(ErrorCode.Unauthorized);
    }

    [Theory]
    [InlineData(DocumentRole.Owner)]
    [InlineData(DocumentRole.None)]
    public async Task CreateLink_RoleThatNoLinkGives_IsABadRequest(DocumentRole role)
    {
        await using var rig = await PrivateAsync();

        var refusal = await CreateAsync(rig, role).RefusedAsync();

        Assert.Equal((ErrorCode.BadRequest, "role"), (refusal.Code, refusal.Details!.Field));
    }

    [Fact]
    public async Task CreateLink_TheEleventh_IsRefusedUntilOneIsRevoked()
    {
        await using var rig = await PrivateAsync();
        for (var i = 0; i < 10; i++)
        {
            await CreateAsync(rig, DocumentRole.Reader);
            rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(("too_many_links", 10), (await CreateAsync(rig, DocumentRole.Reader).RefusedAsync()).Details is { } details ? (details.Reason, (int)details.Limit!) : default);
        var links = await LinksAsync(rig);
        Assert.Equal(links.OrderBy(link => link.CreatedTime), links);
        Assert.All(links, link => Assert.Equal(("ada", DocumentRole.Reader), (link.CreatedBy, link.Role)));
        await rig.Hub("ada").RevokeLink(new RevokeLinkRequest(DocumentRig.Id, links[0].LinkId));
        await CreateAsync(rig, DocumentRole.Reader);
        await rig.Hub("ada").RevokeLink(new RevokeLinkRequest(DocumentRig.Id, links[0].LinkId)).RefusedAsync(ErrorCode.NotFound);
    }

    [Fact]
    public async Task UseLink_ByMoreThanADocumentTakes_IsRefused()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:MaxMembers", "2"));
        await rig.DocumentAsync(DocumentVisibility.Private);
        var link = await CreateAsync(rig, DocumentRole.Reader);
        await UseAsync(rig, "bob", link.Link);

        Assert.Equal("too_many_members", (await UseAsync(rig, "cid", link.Link).RefusedAsync()).Details!.Reason);
        await UseAsync(rig, "bob", link.Link);
    }

    [Fact]
    public async Task Links_AfterARestart_AreThere_AndNothingThatIsStoredHasTheSecret()
    {
        await using var rig = await PrivateAsync();
        var link = await CreateAsync(rig, DocumentRole.Editor);
        await UseAsync(rig, "bob", link.Link);

        await using var next = rig.Restarted();

        Assert.Equal((link.LinkId, 1), await LinksAsync(next) is [var kept] ? (kept.LinkId, kept.Users) : default);
        Assert.Equal(DocumentRole.Editor, (await UseAsync(next, "cid", link.Link)).Role);
        var stored = new StringBuilder();
        foreach (var channel in (string[])["sys:document/plan", "sys:documents", "sys:documents/bob", "doc:plan", "user:bob"])
        {
            var entries = (await rig.Engine.ReadStateAsync(ChannelName.Parse(channel), new StateQuery { Limit = 100 }, default)).Entries;
            foreach (var publication in entries.Concat(await rig.LogAsync(channel)))
                stored.Append(Encoding.UTF8.GetString(publication.Data.Bytes.Span));
        }

        Assert.Contains(link.LinkId, stored.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(link.Link[17..], stored.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteDocument_WithLinks_IsInNobodysListAndOpensToNoLink()
    {
        await using var rig = await PrivateAsync();
        var link = await CreateAsync(rig, DocumentRole.Editor);
        await UseAsync(rig, "bob", link.Link);

        await rig.Hub("ada").DeleteDocument(new DeleteDocumentRequest(DocumentRig.Id));
        await rig.Get<DocumentDeletions>().EmptyAllAsync(default);

        Assert.Empty((await rig.Engine.ReadStateAsync(ChannelName.Parse("sys:documents/bob"), new StateQuery { Limit = 10 }, default)).Entries);
        await UseAsync(rig, "cid", link.Link).RefusedAsync(ErrorCode.PermissionDenied);
    }

    private static async Task<ChatRig> PrivateAsync()
    {
        var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(DocumentVisibility.Private);
        return rig;
    }

    private static Task<CreatedLink> CreateAsync(ChatRig rig, DocumentRole role) => rig.Hub("ada").CreateLink(new CreateLinkRequest(DocumentRig.Id, role));

    private static Task<Document> UseAsync(ChatRig rig, string userId, string link) => rig.Hub(userId).UseLink(new UseLinkRequest(DocumentRig.Id, link));

    private static async Task<IReadOnlyList<DocumentLink>> LinksAsync(ChatRig rig) => (await rig.Hub("ada").ListLinks(new ListLinksRequest(DocumentRig.Id))).Links;

    private static Task ShareAsync(ChatRig rig, string userId, DocumentRole role) => rig.Hub("ada").ShareDocument(new ShareDocumentRequest(DocumentRig.Id, userId, role));

    private static async Task<(string UserId, DocumentRole Role, string? LinkId)[]> MembersAsync(ChatRig rig) =>
        [.. (await rig.Hub("ada").ReadMembers(new ReadMembersRequest(DocumentRig.Id))).Members.Select(member => (member.UserId, member.Role, member.LinkId))];

    private static async Task<string[]> ListAsync(ChatRig rig, string userId) =>
        [.. (await rig.Hub(userId).ListDocuments(new ListDocumentsRequest())).Documents.Select(document => document.DocumentId)];
}
