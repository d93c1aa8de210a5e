using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Documents.Live;

public class UpdateAppendsTests
{
    private static readonly ChannelName Channel = ChannelName.Parse("doc:a");

    private readonly Recorder<(IReadOnlyList<Draft> Drafts, TaskCompletionSource<Outcome<ChannelAppend>> Stored)> appended = new();
    private readonly UpdateAppends appends;
    private long head;

    public UpdateAppendsTests()
    {
        var channels = Substitute.For<IModuleChannels>();
#pragma warning disable CA2012 // A substitute is told by a call that nothing awaits.
        channels.AppendAsync(Channel, Arg.Any<IReadOnlyList<Draft>>(), Arg.Any<long?>(), Arg.Any<Durability?>(), Arg.Any<int?>(), Arg.Any<CancellationToken>()).Returns(call =>
#pragma warning restore CA2012
        {
            var stored = new TaskCompletionSource<Outcome<ChannelAppend>>(TaskCreationOptions.RunContinuationsAsynchronously);
            appended.Add((call.Arg<IReadOnlyList<Draft>>(), stored));
            return new ValueTask<Outcome<ChannelAppend>>(stored.Task);
        });
        appends = new UpdateAppends(channels, Channel);
    }

    [Fact]
    public async Task AppendAsync_WhileOneIsBeingStored_GoTogetherAsTheNext()
    {
        var first = appends.AppendAsync(DraftOf(1));
        Task<Position>[] rest = [.. Enumerable.Range(2, 3).Select(size => appends.AppendAsync(DraftOf(size)))];
        Assert.Equal(1, appended.Count);
        Assert.False(first.IsCompleted);

        Store(0);
        Assert.Equal(1, (await first.Within()).Offset);
        Assert.Equal([2, 3, 4], (await appended.CountAsync(2))[1].Drafts.Select(draft => draft.Data.Length));
        Assert.All(rest, one => Assert.False(one.IsCompleted));
        Store(1);
        Assert.Equal([2, 3, 4], (await Task.WhenAll(rest).Within()).Select(position => position.Offset));

        // Nothing is under way any more: the next is stored at once.
        var last = appends.AppendAsync(DraftOf(5));
        await appended.CountAsync(3);
        Store(2);
        Assert.Equal(5, (await last.Within()).Offset);
    }

    [Fact]
    public async Task AppendAsync_ManyOrLargeUpdates_AreSeveralBatches()
    {
        var all = new List<Task<Position>> { appends.AppendAsync(DraftOf(1)) };
        all.AddRange(Enumerable.Range(0, 262).Select(_ => appends.AppendAsync(DraftOf(1))));
        all.AddRange([appends.AppendAsync(DraftOf(200_000)), appends.AppendAsync(DraftOf(200_000)), appends.AppendAsync(DraftOf(500_000))]);
        for (var batch = 0; batch < 5; batch++)
        {
            await appended.CountAsync(batch + 1);
            Store(batch);
        }

        await Task.WhenAll(all).Within();
        Assert.Equal([1, 256, 7, 1, 1], appended.Items.Select(one => one.Drafts.Count));
    }

    [Fact]
    public async Task AppendAsync_ABatchThatCouldNotBeStored_FailsThoseInItAndNoOther()
    {
        var first = appends.AppendAsync(DraftOf(1));
        var second = appends.AppendAsync(DraftOf(2));
        var third = appends.AppendAsync(DraftOf(3));
        appended.Items[0].Stored.SetException(new EngineUnavailableException("the disk is full"));
        await Assert.ThrowsAsync<EngineUnavailableException>(() => first.Within());
        await appended.CountAsync(2);
        Store(1);

        Assert.Equal([1, 2], (await Task.WhenAll(second, third).Within()).Select(position => position.Offset));
    }

    private static Draft DraftOf(int size) => new() { Type = "doc.updated", Data = new Payload(PayloadEncoding.MessagePack, new byte[size]) };

    private void Store(int batch)
    {
        var (drafts, stored) = appended.Items[batch];
        stored.SetResult(new ChannelAppend(new Position("e", head + 1), false, head + drafts.Count));
        head += drafts.Count;
    }
}
