using RealtimeHub.Documents;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Versions;

public class DocumentRestoringTests
{
    [Fact]
    public async Task RestoreVersion_IsAnEditThatEveryoneGets_AndWhatWasThereIsAVersion()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var doc = new YDoc(1);
        foreach (var update in DocumentRig.Typing(doc, "past"))
            await rig.Hub("ada").PushAsync(update);
        var saved = await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id));
        foreach (var update in DocumentRig.Typing(doc, " and present"))
            await rig.Hub("ada").PushAsync(update);

        var restored = await rig.Hub("bob").RestoreVersion(new RestoreVersionRequest(DocumentRig.Id, saved.VersionId));

        Assert.Equal("past", await rig.TextAsync());
        var edit = (await rig.UpdatesAsync()).Single(publication => publication.Offset == restored.Position.Offset);
        Assert.Equal("bob", edit.Publisher!.UserId);
        doc.ApplyUpdate(DocumentUpdate.FromPayload(edit.Data).Update.Span);
        Assert.Equal("past", doc.GetText("content").ToString());
        var versions = (await rig.Hub("ada").ListVersions(new ListVersionsRequest(DocumentRig.Id))).Versions;
        Assert.Equal([true, false], versions.Select(version => version.Automatic));
        Assert.Equal("ada", versions[0].Author!.UserId);
        await rig.Hub("ada").RestoreVersion(new RestoreVersionRequest(DocumentRig.Id, versions[0].VersionId));
        Assert.Equal("past and present", await rig.TextAsync());
    }

    [Fact]
    public async Task RestoreVersion_ThatShowsTheSame_StoresNothing()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        await rig.Hub("ada").PushAsync(DocumentRig.Typing(1, "text")[0]);
        var saved = await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id));

        await rig.Hub("ada").RestoreVersion(new RestoreVersionRequest(DocumentRig.Id, saved.VersionId));

        Assert.Single(await rig.UpdatesAsync());
        Assert.Single((await rig.Hub("ada").ListVersions(new ListVersionsRequest(DocumentRig.Id))).Versions);
    }

    [Fact]
    public async Task RestoreVersion_OfADocumentLargerThanAnUpdateMayBe_Works()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:MaxUpdateBytes", "1000"));
        await rig.DocumentAsync();
        var doc = new YDoc(1);
        string[] parts = [.. Enumerable.Range(0, 5).Select(i => new string((char)('a' + i), 700))];
        foreach (var update in DocumentRig.Typing(doc, parts))
            await rig.Hub("ada").PushAsync(update);
        var saved = await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id));
        foreach (var update in DocumentRig.Typing(doc, "more"))
            await rig.Hub("ada").PushAsync(update);

        await rig.Hub("ada").RestoreVersion(new RestoreVersionRequest(DocumentRig.Id, saved.VersionId));

        Assert.Equal(string.Concat(parts), (await rig.Hub("bob").ReadText(new ReadTextRequest(DocumentRig.Id, "content"))).Text);
    }

    [Fact]
    public async Task RestoreVersion_Unknown_IsNotFound()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();

        await rig.Hub("ada").RestoreVersion(new RestoreVersionRequest(DocumentRig.Id, new string('0', 32))).RefusedAsync(ErrorCode.NotFound);
    }
}
