using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Live;

public class DocumentCompactorTests
{
    [Theory]
    [InlineData("Hub:Documents:CompactAfterUpdates", "5")]
    [InlineData("Hub:Documents:CompactAfterBytes", "50")]
    public async Task Consider_CountOrBytesReached_SnapshotTakesThePlaceOfTheLog(string option, string value)
    {
        await using var rig = await ChatRig.StartAsync((option, value));
        await rig.DocumentAsync();
        foreach (var update in DocumentRig.Typing(1, "a", "b", "c", "d", "e"))
            await rig.Hub("ada").PushAsync(update);
        await rig.MergedAsync();

        Assert.True((await rig.UpdatesAsync()).Count < 5);
        Assert.Equal("abcde", await rig.TextAsync());
        await using var next = rig.Restarted();
        Assert.Equal("abcde", await next.TextAsync());
        Assert.Equal(5, (await next.Hub("ada").OpenAsync()).Position.Offset);
    }

    [Fact]
    public async Task Sweep_AgeReached_Merges()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:UnloadAfter", "1.00:00:00"));
        await rig.DocumentAsync();
        foreach (var update in DocumentRig.Typing(1, "a", "b"))
            await rig.Hub("ada").PushAsync(update);

        rig.Time.Advance(TimeSpan.FromMinutes(9));
        rig.Get<DocumentCompactor>().Sweep();
        await rig.MergedAsync();
        Assert.Null(await rig.SnapshotAsync());
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        rig.Get<DocumentCompactor>().Sweep();
        await rig.MergedAsync();

        Assert.NotNull(await rig.SnapshotAsync());
        Assert.Empty(await rig.UpdatesAsync());
        Assert.Equal("ab", await rig.TextAsync());
    }
}
