using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <content>What a person does in a room.</content>
public sealed partial class ChatRoom
{
    /// <summary>
    /// Posts a message. It is in <see cref="Messages"/> at once; when a connection is lost before the answer it is sent again
    /// under the same key, so that it is posted once.
    /// </summary>
    /// <returns>The message as the server took it.</returns>
    /// <exception cref="HubCallException">The server refused it. The entry stays as failed, for <see cref="RetryAsync"/> or <see cref="Discard"/>.</exception>
    /// <exception cref="ConnectionLostException">Its outcome is unknown. The entry stays as failed until the room tells otherwise.</exception>
    /// <exception cref="TimeoutException">There was no connection or no answer within the time limit; the same holds.</exception>
    public Task<Message> PostAsync(string text, long? replyTo = null, CancellationToken cancellationToken = default)
    {
        var request = new PostMessageRequest(Name, text, replyTo, Guid.NewGuid().ToString("N"));
        var shown = Pending(request);
        Change(() => list.AddPending(shown));
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Sends a failed message again under its own key: should it have arrived after all, it is not posted twice (within 5 minutes).</summary>
    /// <exception cref="ArgumentException">The entry is not a failed one.</exception>
    public Task<Message> RetryAsync(ChatEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry is not { State: SendState.Failed, Message: { IdempotencyKey: { } key } message })
            throw new ArgumentException("only a failed entry can be sent again", nameof(entry));
        Change(() => list.SetPending(key, SendState.Sending, null));
        return SendAsync(new PostMessageRequest(Name, message.Text, message.ReplyTo?.MessageId, key), cancellationToken);
    }

    /// <summary>Takes a failed message out of the list.</summary>
    public void Discard(ChatEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry is { State: SendState.Failed, Message.IdempotencyKey: { } key })
            Change(() => list.RemovePending(key));
    }

    /// <summary>Changes the text of one's own message.</summary>
    public async Task<Message> EditAsync(long messageId, string text, CancellationToken cancellationToken = default) =>
        Heard(await client.ReadAsync<Message>(nameof(IChatMethods.EditMessage), new EditMessageRequest(Name, messageId, text), cancellationToken).ConfigureAwait(false), ChatTypes.Edited);

    /// <summary>Deletes a message.</summary>
    public Task DeleteAsync(long messageId, CancellationToken cancellationToken = default) =>
        client.ReadAsync<object?>(nameof(IChatMethods.DeleteMessage), new DeleteMessageRequest(Name, messageId), cancellationToken);

    /// <summary>Puts an emoji under a message, or takes it back.</summary>
    public async Task<Message> ReactAsync(long messageId, string emoji, bool remove = false, CancellationToken cancellationToken = default) =>
        Heard(await client.ReadAsync<Message>(nameof(IChatMethods.React), new ReactRequest(Name, messageId, emoji, remove ? true : null), cancellationToken).ConfigureAwait(false), ChatTypes.Reacted);

    /// <summary>Tells the room that one is writing, good for six seconds, or no longer is.</summary>
    public Task SetTypingAsync(bool typing, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<object?>(nameof(IChatMethods.SetTyping), new SetTypingRequest(Name, typing), cancellationToken);

    private async Task<Message> SendAsync(PostMessageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Heard(await client.ReadAsync<Message>(nameof(IChatMethods.PostMessage), request, cancellationToken).ConfigureAwait(false), ChatTypes.Posted);
        }
        catch (Exception error)
        {
            Change(() => list.SetPending(request.IdempotencyKey!, SendState.Failed, error));
            throw;
        }
    }

    private Message Pending(PostMessageRequest request)
    {
        MessageReference? reference;
        lock (gate)
        {
            var answered = list.Entries.FirstOrDefault(entry => entry.Message.MessageId == request.ReplyTo)?.Message;
            reference = answered is null ? null : new MessageReference(answered.MessageId, answered.Author, answered.Text);
        }

        return new Message
        {
            MessageId = 0,
            Room = Name,
            Author = new ChatUser(UserId ?? ""),
            Text = request.Text,
            Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ReplyTo = reference,
            Mentions = [],
            Reactions = [],
            Version = 0,
            IdempotencyKey = request.IdempotencyKey,
        };
    }
}
