using RealtimeHub.Documents;
using RealtimeHub.Server.Modules.Documents.Yjs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Yjs;

public class YjsOutboxTests
{
    [Fact]
    public async Task Show_SlowReader_OfEachClientOnlyTheLatestWaitsBehindTheUpdates()
    {
        var outbox = new YjsOutbox(10, 1_000);
        for (var clock = 1; clock <= 1_000; clock++)
            outbox.Show([new AwarenessEntry(clock % 2, clock, "{}")]);
        outbox.Publish([1]);
        outbox.Publish([2]);

        Assert.Equal([1], await outbox.TakeAsync(default));
        Assert.Equal([2], await outbox.TakeAsync(default));
        var message = SyncMessage.Read((await outbox.TakeAsync(default))!);
        Assert.Equal([999, 1_000], AwarenessUpdate.Decode(message.Content.Span).Select(entry => entry.Clock).Order());
        Assert.False(outbox.TakeAsync(default).AsTask().IsCompleted);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    public async Task Publish_MoreThanMayWait_EndsAndNothingIsLeftOut(int maxMessages, int maxBytes)
    {
        var outbox = new YjsOutbox(maxMessages, maxBytes);
        for (var i = 0; i < 4; i++)
            outbox.Publish([(byte)i]);

        Assert.Null(await outbox.TakeAsync(default));
        Assert.Equal(1013, outbox.Close!.Code);
    }

    [Fact]
    public async Task Publish_LargerThanMayWaitIntoAnEmptyOutbox_IsTaken()
    {
        var outbox = new YjsOutbox(10, 3);
        outbox.Publish(new byte[100]);

        Assert.Equal(100, (await outbox.TakeAsync(default))!.Length);
        outbox.Publish([1]);
        Assert.Equal([1], await outbox.TakeAsync(default));
    }

    [Fact]
    public async Task End_Denied_DropsWhatWaitsAndSaysSo()
    {
        var outbox = new YjsOutbox(10, 1_000);
        var taking = outbox.TakeAsync(default).AsTask();
        outbox.End(YjsClose.Of(ErrorCode.PermissionDenied, "no"));
        outbox.Publish([1]);
        outbox.Show([new AwarenessEntry(1, 1, "{}")]);
        outbox.End(YjsClose.Normal);

        Assert.Equal(SyncMessageKind.Denied, SyncMessage.Read((await taking)!).Kind);
        Assert.Null(await outbox.TakeAsync(default));
        Assert.Equal(4403, outbox.Close!.Code);
    }

    [Fact]
    public async Task TakeAsync_Cancelled_Throws()
    {
        var outbox = new YjsOutbox(10, 1_000);
        using var cancellation = new CancellationTokenSource();
        var taking = outbox.TakeAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
    }

    [Fact]
    public void Of_LongReason_FitsIntoACloseFrame()
    {
        var close = YjsClose.Of(ErrorCode.BadRequest, string.Concat(Enumerable.Repeat("😀", 100)));
        Assert.Equal(120, System.Text.Encoding.UTF8.GetByteCount(close.Reason));
    }
}
