using RealtimeHub.Documents;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Versions;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Versions;

public class AutomaticVersionsTests
{
    [Fact]
    public async Task Sweep_AfterAPause_SavesOneVersionByWhoEditedLast()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var typed = DocumentRig.Typing(1, "a", "b");
        await rig.Hub("ada").PushAsync(typed[0]);
        await rig.Hub("bob").PushAsync(typed[1]);

        await SweepAfterAsync(rig, TimeSpan.FromSeconds(119));
        Assert.Empty(await VersionsAsync(rig));
        await SweepAfterAsync(rig, TimeSpan.FromSeconds(1));
        await SweepAfterAsync(rig, TimeSpan.FromHours(1));

        var version = Assert.Single(await VersionsAsync(rig));
        Assert.Equal((true, new DocumentAuthor("bob", "Bob"), 2L), (version.Automatic, version.Author, version.Position.Offset));
    }

    [Fact]
    public async Task Sweep_EditingWithoutAPause_SavesAVersionAfterAWhile()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        foreach (var update in DocumentRig.Typing(1, [.. Enumerable.Range(0, 31).Select(i => $"{i} ")]))
        {
            await rig.Hub("ada").PushAsync(update);
            await SweepAfterAsync(rig, TimeSpan.FromMinutes(1));
        }

        // The first version is a publication, too.
        Assert.Equal([31, 15], (await VersionsAsync(rig)).Select(version => version.Position.Offset));
    }

    [Fact]
    public async Task Sweep_TooMany_TheOldestMakeRoomAndSavedOnesStay()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:MaxAutomaticVersions", "2"));
        await rig.DocumentAsync();
        await rig.Hub("ada").SaveVersion(new SaveVersionRequest(DocumentRig.Id, "start"));
        var doc = new YDoc(1);
        foreach (var text in (string[])["a", "b", "c"])
        {
            await rig.Hub("ada").PushAsync(DocumentRig.Typing(doc, text)[0]);
            await SweepAfterAsync(rig, TimeSpan.FromMinutes(2));
        }

        Assert.Equal([null, null, "start"], (await VersionsAsync(rig)).Select(version => version.Label));
    }

    [Fact]
    public async Task Sweep_AfterARestart_SavesWhatWasLeftAndNothingTwice()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var typed = DocumentRig.Typing(1, "a", "b");
        await rig.Hub("ada").PushAsync(typed[0]);
        await SweepAfterAsync(rig, TimeSpan.FromMinutes(2));
        await rig.Hub("ada").PushAsync(typed[1]);

        await using var next = rig.Restarted();
        await next.TextAsync();
        await SweepAfterAsync(next, TimeSpan.FromMinutes(2));
        await using var third = next.Restarted();
        await third.TextAsync();
        await SweepAfterAsync(third, TimeSpan.FromMinutes(2));
        third.Get<DocumentCompactor>().Sweep();

        Assert.Equal([2, 1], (await VersionsAsync(rig)).Select(version => DocumentRig.TextOf(Content(rig, version)).Length));
        Assert.Equal(0, third.Get<LiveDocuments>().Count);
    }

    private static ReadOnlyMemory<byte> Content(ChatRig rig, DocumentVersion version) =>
        rig.Hub("ada").GetVersion(new GetVersionRequest(DocumentRig.Id, version.VersionId)).Result.Update;

    private static async Task SweepAfterAsync(ChatRig rig, TimeSpan time)
    {
        rig.Time.Advance(time);
        await rig.Get<AutomaticVersions>().SweepAsync();
    }

    private static async Task<IReadOnlyList<DocumentVersion>> VersionsAsync(ChatRig rig) =>
        (await rig.Hub("ada").ListVersions(new ListVersionsRequest(DocumentRig.Id))).Versions;
}
