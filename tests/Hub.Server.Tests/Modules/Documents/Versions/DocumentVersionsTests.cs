using System.Text.Json;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Versions;

public class DocumentVersionsTests
{
    [Fact]
    public async Task SaveVersion_ThenEdits_IsListedAndGivenAsItWas()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var typed = DocumentRig.Typing(1, "first", " second");
        await rig.Hub("ada").PushAsync(typed[0]);

        var saved = await rig.Hub("bob").SaveVersion(new SaveVersionRequest(DocumentRig.Id, "Draft"));
        await rig.Hub("ada").PushAsync(typed[1]);

        Assert.Equal(("Draft", false, new DocumentAuthor("bob", "Bob"), 1L), (saved.Label, saved.Automatic, saved.Author, saved.Position.Offset));
        Assert.Equal(rig.Time.GetUtcNow().ToUnixTimeMilliseconds(), saved.CreatedTime);
        Assert.Equal([saved], (await ListAsync(rig)).Versions);
        var content = await rig.Hub("cid").GetVersion(new GetVersionRequest(DocumentRig.Id, saved.VersionId));
        Assert.Equal((saved, "first", saved.SizeBytes), (content.Version, DocumentRig.TextOf(content.Update), content.Update.Length));
        Assert.Equal("first second", await rig.TextAsync());

        var published = (await rig.LogAsync("doc:plan")).Single(publication => publication.Type == DocumentTypes.Version);
        Assert.Equal(saved, JsonSerializer.Deserialize(published.Data.Bytes.Span, HubJson.Default.DocumentVersion));
        await using var next = rig.Restarted();
        Assert.Equal([saved], (await ListAsync(next)).Versions);
    }

    [Fact]
    public async Task ListVersions_ManyOfOneMoment_ComeNewestFirstInPages()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Limits:PublishesPerSecond", "0"));
        await rig.DocumentAsync();
        var saved = new List<string>();
        for (var i = 0; i < 5; i++)
            saved.Add((await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id, $"{i}"))).VersionId);

        var first = await ListAsync(rig, limit: 3);
        var second = await ListAsync(rig, first.Next, 3);

        Assert.Equal(saved.Order(StringComparer.Ordinal), saved);
        Assert.Equal(["4", "3", "2"], first.Versions.Select(version => version.Label));
        Assert.Equal(["1", "0"], second.Versions.Select(version => version.Label));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task SaveVersion_TooMany_IsRefusedUntilOneIsDeleted()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:MaxVersions", "2"));
        await rig.DocumentAsync();
        var first = await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id));
        await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id));

        var refusal = await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id)).RefusedAsync();
        Assert.Equal((ErrorCode.LimitExceeded, "too_many_versions"), (refusal.Code, refusal.Details!.Reason));
        await rig.Hub("bob").DeleteVersion(new DeleteVersionRequest(DocumentRig.Id, first.VersionId)).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").DeleteVersion(new DeleteVersionRequest(DocumentRig.Id, first.VersionId));
        await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id));

        await rig.Hub("ada").GetVersion(new GetVersionRequest(DocumentRig.Id, first.VersionId)).RefusedAsync(ErrorCode.NotFound);
        Assert.Equal(2, (await ListAsync(rig)).Versions.Count);
    }

    [Fact]
    public async Task SaveVersion_ManyAtOnce_AreAllThere()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        string[] users = ["ada", "bob", "cid", "dan"];

        await Task.WhenAll(users.Select(user => rig.Hub(user)).ToArray().Select((hub, i) => Task.Run(() => hub.SaveVersion(new SaveVersionRequest(DocumentRig.Id, users[i])))));

        Assert.Equal(users, (await ListAsync(rig)).Versions.Select(version => version.Label).Order());
    }

    [Theory]
    [InlineData(DocumentRole.Reader)]
    [InlineData(DocumentRole.Commenter)]
    public async Task Versions_RoleThatOnlyReads_ListsAndReadsThem(DocumentRole role)
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(DocumentVisibility.Private);
        var saved = await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id));
        await rig.Hub("ada").ShareDocument(new ShareDocumentRequest(DocumentRig.Id, "bob", role));

        Assert.Single((await ListAsync(rig, userId: "bob")).Versions);
        await rig.Hub("bob").GetVersion(new GetVersionRequest(DocumentRig.Id, saved.VersionId));
        Assert.Equal("", (await rig.Hub("bob").ReadText(new ReadTextRequest(DocumentRig.Id))).Text);
        Assert.Equal("role_too_low", (await rig.Hub("bob").SaveVersion(new SaveVersionRequest(DocumentRig.Id)).RefusedAsync()).Details!.Reason);
        Assert.Equal("role_too_low", (await rig.Hub("bob").RestoreVersion(new RestoreVersionRequest(DocumentRig.Id, saved.VersionId)).RefusedAsync()).Details!.Reason);
    }

    [Theory]
    [InlineData("label", "", null)]
    [InlineData("label", "line\nbreak", null)]
    [InlineData("before", null, "x")]
    [InlineData("before", null, "0000000000000000000000000000000G")]
    public async Task AnyCall_FieldOutOfRange_IsABadRequestThatNamesIt(string field, string? label, string? before)
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();

        var refusal = await (label is null
            ? ListAsync(rig, before)
            : (Task)rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id, label))).RefusedAsync();

        Assert.Equal((ErrorCode.BadRequest, field), (refusal.Code, refusal.Details!.Field));
    }

    private static Task<VersionPage> ListAsync(ChatRig rig, string? before = null, int? limit = null, string userId = "ada") =>
        rig.Hub(userId).ListVersions(new ListVersionsRequest(DocumentRig.Id, before, limit));
}
