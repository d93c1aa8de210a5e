using RealtimeHub.Client.Chat;
using RealtimeHub.Console.Output;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Chatting;

/// <summary>Writes what changes in a room, a line for each change: messages to the output; who comes, goes and is typing to the error output.</summary>
internal sealed class ChatView(TextWriter output, Notices notices, bool json)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, int> written = [];
    private readonly Dictionary<string, string> here = new(StringComparer.Ordinal);
    private string typists = "";
    private bool begun;

    /// <summary>Shows the newest messages of a room; older ones count as shown.</summary>
    public void Begin(ChatRoom room, int last)
    {
        lock (gate)
        {
            foreach (var entry in room.Messages.SkipLast(last))
                written[entry.Message.MessageId] = entry.Message.Version;
            begun = true;
        }

        Show(room);
    }

    /// <summary>Writes what has not been written yet.</summary>
    public void Show(ChatRoom room)
    {
        lock (gate)
        {
            if (!begun)
                return;
            foreach (var entry in room.Messages)
            {
                if (entry.State == SendState.Sent && written.GetValueOrDefault(entry.Message.MessageId) < entry.Message.Version)
                    Write(entry.Message);
            }

            ShowPresence(room.Presence);
            ShowTyping(room.Typing);
        }
    }

    /// <summary>Writes messages that are not of the room's list, such as what a search found.</summary>
    public void Show(IEnumerable<Message> messages)
    {
        lock (gate)
        {
            foreach (var message in messages)
                Write(message);
        }
    }

    private void Write(Message message)
    {
        var isNew = written.GetValueOrDefault(message.MessageId) == 0;
        written[message.MessageId] = Math.Max(message.Version, written.GetValueOrDefault(message.MessageId));
        output.WriteLine(json ? Plain.Json(message, HubJson.Default.Message) : LineOf(message, isNew));
        output.Flush();
    }

    private static string LineOf(Message message, bool isNew)
    {
        var author = Plain.Text(message.Author.Name ?? message.Author.UserId, 40);
        var head = $"{message.MessageId}  {Plain.Time(message.Time)}  {author}";
        if (message.Deleted == true)
            return head + "  (deleted)";
        var reference = message.ReplyTo is { } reply ? $" (to {reply.MessageId})" : "";
        var changed = message.EditedTime is not null ? " (edited)" : isNew ? "" : " (reactions)";
        var reactions = string.Concat(message.Reactions.Select(reaction => $"  [{Plain.Text(reaction.Emoji)} {reaction.Count}]"));
        return $"{head}{reference}{changed}: {Plain.Text(message.Text)}{reactions}";
    }

    private void ShowPresence(PresenceSnapshot? presence)
    {
        if (presence is null)
            return;
        var now = presence.Members.ToDictionary(member => member.UserId, member => Plain.Text(member.Name ?? member.UserId, 40), StringComparer.Ordinal);
        foreach (var (user, name) in now.Where(member => !here.ContainsKey(member.Key)))
        {
            here[user] = name;
            notices.Write($"{name} is here");
        }

        foreach (var (user, name) in here.Where(member => !now.ContainsKey(member.Key)).ToArray())
        {
            here.Remove(user);
            notices.Write($"{name} is gone");
        }
    }

    private void ShowTyping(IReadOnlyList<ChatUser> users)
    {
        var now = string.Join(", ", users.Select(user => Plain.Text(user.Name ?? user.UserId, 40)));
        if (now != typists && now.Length > 0)
            notices.Write($"{now} {(users.Count == 1 ? "is" : "are")} typing");
        typists = now;
    }
}
