using RealtimeHub.Client.Chat;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Chat;

/// <summary>A room over a real connection to a hub that follows a script: the user is ann, and her message 6 is the newest.</summary>
public abstract class ScriptedRoomTests
{
    private const string Channel = "chat:tea";

    /// <summary>What the server says about what is unread.</summary>
    private protected Cursor Cursor { get; set; } = new(ChannelName.Parse(Channel), 5, 2, 1);

    private protected long Offset { get; set; }

    private protected Task<ScriptedServer> StartAsync() => ScriptedServer.StartAsync(new HubScript
    {
        UserId = "ann",
        ReadCursors = (_, _) => Task.FromResult(new ReadCursorsResult([Cursor])),
        GetMessages = (_, _) => Task.FromResult(new MessagePage([Message(6) with { Author = new ChatUser("ann") }], true)),
    });

    private protected Task SayAsync(ScriptedServer server, string type, Message message) => server.Script.Connected.Items[^1].Caller.Publication(new Publication
    {
        Channel = ChannelName.Parse(Channel),
        Offset = ++Offset,
        Type = type,
        Data = Payload.From(message, HubJson.Default.Message),
        Time = 0,
    });

    private protected static Recorder<(int Unread, int Mentions)> Watch(ChatRoom room)
    {
        var counts = new Recorder<(int, int)>();
        room.Changed += (_, _) => counts.Add((room.Unread, room.Mentions));
        return counts;
    }

    private protected static IEnumerable<long> Ids(ChatRoom room) => room.Messages.Select(entry => entry.Message.MessageId);

    private protected static async Task ChangedAsync(ChatRoom room, Func<bool> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        room.Changed += (_, _) => Check();
        Check();
        await met.Task.Within();

        void Check()
        {
            if (condition())
                met.TrySetResult();
        }
    }

    private protected static Message Message(long id, int version = 1, string[]? mentions = null) => new()
    {
        MessageId = id,
        Room = "tea",
        Author = new ChatUser("bob"),
        Text = "text",
        Time = id,
        Mentions = mentions ?? [],
        Reactions = [],
        Version = version,
    };
}
