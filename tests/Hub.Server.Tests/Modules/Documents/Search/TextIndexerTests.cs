using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Search;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Search;

public class TextIndexerTests
{
    [Fact]
    public async Task ReadPublicAsync_AfterARestart_HoldsTheTextsWithoutTheDocuments()
    {
        await using var rig = await ChatRig.StartAsync();
        await DocumentSearchTests.WriteAsync(rig, "a", "winter");
        await DocumentSearchTests.WriteAsync(rig, "b", "summer", DocumentVisibility.Private);
        await using var restarted = rig.Restarted();

        await restarted.Get<TextIndexer>().ReadPublicAsync(default);

        var index = restarted.Get<TextIndex>();
        Assert.Equal((true, false, 0), (index.Has("a"), index.Has("b"), restarted.Get<LiveDocuments>().Count));
        Assert.Equal("b", Assert.Single((await restarted.Hub("ada").ListDocuments(new ListDocumentsRequest("summer"))).Documents).DocumentId);
        Assert.Equal(0, restarted.Get<LiveDocuments>().Count);
    }

    [Fact]
    public async Task SweepAsync_BeforeAWhile_LeavesTheTextAsItWas()
    {
        await using var rig = await ChatRig.StartAsync();
        var indexer = rig.Get<TextIndexer>();
        indexer.Follow();
        await DocumentSearchTests.WriteAsync(rig, "a", "winter");

        await indexer.SweepAsync(default);
        Assert.Equal(0, rig.Get<TextIndex>().Count);
        rig.Time.Advance(TextIndexer.Delay);
        await indexer.SweepAsync(default);
        Assert.Equal(1, rig.Get<TextIndex>().Count);
    }

    [Fact]
    public async Task IndexAsync_NoTimeLeft_LeavesTheRestToTheBackground()
    {
        await using var rig = await ChatRig.StartAsync();
        await DocumentSearchTests.WriteAsync(rig, "a", "winter");
        var indexer = rig.Get<TextIndexer>();

        await indexer.IndexAsync(["a"], TimeSpan.Zero, default);
        Assert.Equal(0, rig.Get<TextIndex>().Count);
        rig.Time.Advance(TextIndexer.Delay);
        await indexer.SweepAsync(default);
        Assert.Equal(1, rig.Get<TextIndex>().Count);
    }

    [Fact]
    public async Task IndexAsync_ALongText_HoldsItsBeginning()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(id: "a");
        foreach (var update in DocumentRig.Typing(1, [.. Enumerable.Repeat("winter " + new string('x', 300_000), 4), " summer"]))
            await rig.Hub("ada").PushAsync(update, "a");

        await rig.Get<TextIndexer>().IndexAsync(["a"], TimeSpan.FromSeconds(1), default);

        var text = rig.Get<TextIndex>().Use("a")!;
        Assert.Equal((TextIndexer.MaxCharacters, true, false), (text.Characters, text.Contains(" winter"u8), text.Contains(" summer"u8)));
    }
}
