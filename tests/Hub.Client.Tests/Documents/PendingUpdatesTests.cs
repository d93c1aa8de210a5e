using RealtimeHub.Client.Documents;
using RealtimeHub.Documents;

namespace RealtimeHub.Client.Tests.Documents;

public class PendingUpdatesTests
{
    private readonly PendingUpdates pending = new();
    private readonly YDoc writer = new();
    private readonly YDoc server = new();

    public PendingUpdatesTests() => writer.Updated += change => pending.Add(change.Update);

    private string Stored => server.GetText("t").ToString();

    [Fact]
    public void Take_ManyKeystrokes_AreOneUpdate()
    {
        for (var i = 0; i < 500; i++)
            Write("x");

        Store(pending.Take());
        Assert.Equal(500, pending.Changes);
        pending.Acknowledge();

        Assert.Equal((0, true, new string('x', 500)), (pending.Changes, pending.IsEmpty, Stored));
    }

    [Fact]
    public void Add_WhileOneIsTaken_IsNotAcknowledgedWithIt()
    {
        Write("a");
        Store(pending.Take());
        Write("b");
        pending.Acknowledge();

        Assert.Equal(1, pending.Changes);
        Store(pending.Take());
        pending.Acknowledge();
        Assert.Equal((0, "ab"), (pending.Changes, Stored));
    }

    [Fact]
    public void PutBack_AfterARefusal_IsTakenAgainWithWhatCame()
    {
        Write("a");
        Assert.NotNull(pending.Take());
        pending.PutBack();
        Write("b");

        Store(pending.Take());
        pending.Acknowledge();

        Assert.Equal((0, "ab"), (pending.Changes, Stored));
    }

    [Fact]
    public void Take_MoreThanGoesWell_ComesInPieces()
    {
        for (var i = 0; i < 10; i++)
            Write(new string((char)('a' + i), 100_000));

        var pieces = 0;
        while (pending.Take() is { } piece)
        {
            Assert.True(piece.Length <= PendingUpdates.MaxPushBytes);
            Store(piece);
            Assert.False(server.HasPending);
            pending.Acknowledge();
            pieces++;
        }

        Assert.Equal((5, 1_000_000), (pieces, Stored.Length));
    }

    [Fact]
    public void Take_NothingThere_IsNull()
    {
        Assert.Null(pending.Take());
        pending.Acknowledge();
        Assert.True(pending.IsEmpty);
    }

    private void Write(string text) => writer.GetText("t").Insert(writer.GetText("t").Length, text);

    private void Store(ReadOnlyMemory<byte>? update) => server.ApplyUpdate(update!.Value.Span);
}
