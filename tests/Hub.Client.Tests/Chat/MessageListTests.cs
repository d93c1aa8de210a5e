using RealtimeHub.Client.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Tests.Chat;

public class MessageListTests
{
    private readonly MessageList list = new();

    [Fact]
    public void Hear_OutOfOrder_ShowsInOrder()
    {
        list.Receive(Message(5), posted: true);
        list.Receive(Message(3), posted: true);
        list.Receive(Message(9), posted: true);

        Assert.Equal([3, 5, 9], Ids());
        Assert.Equal((3, 9), (list.Oldest, list.Newest));
    }

    [Fact]
    public void Hear_LowerOrSameVersion_ChangesNothing()
    {
        list.Receive(Message(5, version: 3, text: "third"), posted: true);

        Assert.False(list.Receive(Message(5, version: 2, text: "second"), posted: false));
        Assert.False(list.Receive(Message(5, version: 3, text: "again"), posted: true));
        Assert.True(list.Receive(Message(5, version: 4, text: "fourth"), posted: false));
        Assert.Equal("fourth", Assert.Single(list.Entries).Message.Text);
    }

    [Fact]
    public void Hear_OlderThanWhatIsLoaded_IsLeftToItsPage()
    {
        list.Load([Message(10), Message(11)], hasOlder: true);

        Assert.False(list.Receive(Message(4, version: 2), posted: false));
        Assert.False(list.Receive(Message(4), posted: true));
        list.Load([Message(4), Message(7)], hasOlder: false);
        Assert.Equal([4, 7, 10, 11], Ids());
    }

    [Fact]
    public void Load_PageThatOverlapsWhatWasHeard_KeepsTheHigherVersion()
    {
        list.Receive(Message(12, version: 2, text: "edited"), posted: true);
        list.Load([Message(11), Message(12, text: "first")], hasOlder: false);

        Assert.Equal([11, 12], Ids());
        Assert.Equal("edited", list.Entries[1].Message.Text);
    }

    [Fact]
    public void Hear_OwnPendingMessage_IsSettledByItsKey()
    {
        list.AddPending(Message(0, version: 0, key: "k1"));
        list.AddPending(Message(0, version: 0, key: "k2"));
        Assert.Equal([SendState.Sending, SendState.Sending], list.Entries.Select(entry => entry.State));

        list.Receive(Message(5, key: "k1"), posted: true);
        list.Receive(Message(5, key: "k1"), posted: true);

        Assert.Equal([5, 0], Ids());
        Assert.Equal("k2", list.Entries[1].Message.IdempotencyKey);
        Assert.False(list.SetPending("k1", SendState.Failed, null));
    }

    [Fact]
    public void Hear_AnothersMessageUnderTheSameKey_DoesNotSettleOwn()
    {
        list.AddPending(Message(0, version: 0, key: "k1"));

        list.Receive(Message(5, key: "k1") with { Author = new ChatUser("mallory") }, posted: true);

        Assert.Equal([5, 0], Ids());
    }

    [Fact]
    public void SetPending_Failed_IsShownUntilItIsDiscarded()
    {
        list.AddPending(Message(0, version: 0, key: "k1"));
        var error = new TimeoutException();

        Assert.True(list.SetPending("k1", SendState.Failed, error));
        Assert.Equal((SendState.Failed, error), (list.Entries[0].State, list.Entries[0].Error));
        Assert.True(list.RemovePending("k1"));
        Assert.False(list.RemovePending("k1"));
        Assert.Empty(list.Entries);
    }

    [Fact]
    public void Restart_NewestPage_ReplacesWhatWasLoadedAndKeepsWhatIsPending()
    {
        list.Load([Message(1), Message(2)], hasOlder: false);
        list.AddPending(Message(0, version: 0, key: "k1"));

        list.Restart([Message(50), Message(51)], hasOlder: true);

        Assert.Equal([50, 51, 0], Ids());
        Assert.False(list.Receive(Message(2), posted: true));
    }

    private IEnumerable<long> Ids() => list.Entries.Select(entry => entry.Message.MessageId);

    private static Message Message(long id, int version = 1, string text = "text", string? key = null) => new()
    {
        MessageId = id,
        Room = "kitchen",
        Author = new ChatUser("ada"),
        Text = text,
        Time = id,
        Mentions = [],
        Reactions = [],
        Version = version,
        IdempotencyKey = key,
    };
}
