using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>Reads pages of a room's messages. What is received while a page is on its way may be newer than what the page says. Not thread-safe but for reading.</summary>
/// <param name="client">The client.</param>
/// <param name="room">The room's name.</param>
/// <param name="gate">Guards the room.</param>
internal sealed class PageReader(HubClient client, string room, Lock gate)
{
    // For each page that is on its way, what was received meanwhile.
    private readonly List<Dictionary<long, Message>> pending = [];

    /// <summary>A message was received. Call it under the room's lock.</summary>
    public void Receive(Message message)
    {
        foreach (var received in pending)
            received[message.MessageId] = Newer(message, received.GetValueOrDefault(message.MessageId));
    }

    /// <summary>Reads a page and takes it, under the room's lock.</summary>
    public async Task<MessagePage> ReadAsync(GetMessagesRequest bounds, bool inBackground, Action<MessagePage> take, CancellationToken cancellationToken)
    {
        var received = new Dictionary<long, Message>();
        lock (gate)
            pending.Add(received);
        try
        {
            var request = bounds with { Room = room };
            var reading = inBackground
                ? client.ReadInBackgroundAsync<MessagePage>(nameof(IChatMethods.GetMessages), request, cancellationToken)
                : client.ReadAsync<MessagePage>(nameof(IChatMethods.GetMessages), request, cancellationToken);
            var page = await reading.ConfigureAwait(false);
            lock (gate)
                take(page with { Messages = [.. page.Messages.Select(message => Newer(message, received.GetValueOrDefault(message.MessageId)))] });
            return page;
        }
        finally
        {
            lock (gate)
                pending.Remove(received);
        }
    }

    private static Message Newer(Message message, Message? other) => other?.Version > message.Version ? other : message;
}
