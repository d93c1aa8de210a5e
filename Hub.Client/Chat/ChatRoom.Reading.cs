using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <content>Reads pages, and how far the user has read.</content>
public sealed partial class ChatRoom
{
    // For each page that is on its way, what was heard meanwhile: it may be newer than what the page says.
    private readonly List<Dictionary<long, Message>> underway = [];

    /// <summary>Says that everything loaded has been read, on all the user's devices.</summary>
    public async Task MarkReadAsync(CancellationToken cancellationToken = default)
    {
        long newest;
        lock (gate)
            newest = list.Newest;
        var (offset, unread) = await client.MarkReadAsync(Channel, newest, cancellationToken).ConfigureAwait(false);
        Change(() => tally.Tell(offset, unread, Math.Min(unread, tally.Mentions)));
        // Of those that stay unread it isn't told how many name the user.
        if (unread > 0)
            await CountAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Message Newer(Message message, Message? other) => other?.Version > message.Version ? other : message;

    private async Task<MessagePage> ReadPageAsync(long? before, int limit, Action<MessagePage> take, CancellationToken cancellationToken)
    {
        var heard = new Dictionary<long, Message>();
        lock (gate)
            underway.Add(heard);
        try
        {
            var request = new GetMessagesRequest(Name, Before: before, Limit: limit);
            var page = await client.ReadAsync<MessagePage>(nameof(IChatMethods.GetMessages), request, cancellationToken).ConfigureAwait(false);
            Change(() => take(page with { Messages = [.. page.Messages.Select(message => Newer(message, heard.GetValueOrDefault(message.MessageId)))] }));
            return page;
        }
        finally
        {
            lock (gate)
                underway.Remove(heard);
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        for (var isTold = false; !isTold;)
        {
            int before;
            lock (gate)
                before = tally.Heard;
            var cursors = await client.ReadCursorsAsync([Channel], cancellationToken).ConfigureAwait(false);
            // What was heard meanwhile may be in that count or not.
            Change(() =>
            {
                isTold = before == tally.Heard;
                if (isTold)
                    tally.Tell(cursors.Cursors[0].Offset, cursors.Cursors[0].Unread, cursors.Cursors[0].Mentions ?? 0);
            });
        }
    }

    // Another device has read on; the own one knows already.
    private void Moved(long offset)
    {
        lock (gate)
        {
            if (offset <= tally.ReadUpTo)
                return;
        }

        _ = RecountAsync();
    }

    private async Task RecountAsync()
    {
        try
        {
            await CountAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HubCallException or HubClosedException or ConnectionLostException or TimeoutException)
        {
            // The count stays as it was until the next move.
        }
    }
}
