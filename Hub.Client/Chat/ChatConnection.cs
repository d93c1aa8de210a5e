using RealtimeHub.Client.Publishing;

namespace RealtimeHub.Client.Chat;

/// <summary>What all chat rooms of a client share: the user's read positions, and the spacing of what they send about typing.</summary>
internal sealed class ChatConnection(HubClient client, TimeProvider time)
{
    public CursorWatch Cursors { get; } = new(client);

    /// <summary>A server takes two calls a second, of all rooms of a connection together, by default.</summary>
    public SendSpacing Typing { get; } = new(TimeSpan.FromSeconds(1), time);
}
