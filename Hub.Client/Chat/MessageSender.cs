using System.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>
/// The own messages of a room on their way: in its list at once, sent through the client's queue of publishes under one
/// key, and settled when the server has answered.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="room">The room's name.</param>
/// <param name="list">The room's newest messages.</param>
/// <param name="change">Changes the room under its lock.</param>
/// <param name="posted">Called with each message that the server has taken.</param>
internal sealed class MessageSender(HubClient client, string room, MessageList list, Action<Action> change, Action<Message> posted)
{
    public Task<Message> PostAsync(string text, long? replyTo, CancellationToken cancellationToken)
    {
        var request = new PostMessageRequest(room, text, replyTo, Guid.NewGuid().ToString("N"));
        change(() => list.AddPending(Pending(request)));
        return SendAsync(request, cancellationToken);
    }

    public Task<Message> RetryAsync(ChatEntry entry, CancellationToken cancellationToken)
    {
        if (entry is not { State: SendState.Failed, Message: { IdempotencyKey: { } key } message })
            throw new ArgumentException("Only a failed entry can be sent again.", nameof(entry));
        change(() => list.SetPending(key, SendState.Sending, null));
        return SendAsync(new PostMessageRequest(room, message.Text, message.ReplyTo?.MessageId, key), cancellationToken);
    }

    public void Discard(ChatEntry entry)
    {
        if (entry is { State: SendState.Failed, Message.IdempotencyKey: { } key })
            change(() => list.RemovePending(key));
    }

    private async Task<Message> SendAsync(PostMessageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = Encoding.UTF8.GetByteCount(request.Text);
            var message = await client.QueueAsync<Message>(nameof(IChatMethods.PostMessage), request, bytes, needsConnection: false, cancellationToken).ConfigureAwait(false);
            posted(message);
            return message;
        }
        catch (Exception error)
        {
            change(() => list.SetPending(request.IdempotencyKey!, SendState.Failed, error));
            throw;
        }
    }

    private Message Pending(PostMessageRequest request) => new()
    {
        MessageId = 0,
        Room = room,
        Author = new ChatUser(client.Welcome?.UserId ?? ""),
        Text = request.Text,
        Time = client.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(),
        ReplyTo = request.ReplyTo is { } id && list.Find(id) is { } answered ? new MessageReference(id, answered.Author, answered.Text) : null,
        Mentions = [],
        Reactions = [],
        Version = 0,
        IdempotencyKey = request.IdempotencyKey,
    };
}
