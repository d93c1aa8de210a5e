using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>Where one's own message stands.</summary>
public enum SendState
{
    /// <summary>The server has it.</summary>
    Sent,

    /// <summary>On its way, or waiting for a connection.</summary>
    Sending,

    /// <summary>Refused, or without an answer for too long; see <see cref="ChatEntry.Error"/>.</summary>
    Failed,
}

/// <summary>A message as a room shows it.</summary>
/// <param name="Message">The message as it stands now. One that the server doesn't have yet has the id 0 and version 0.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Error">Why it failed.</param>
public sealed record ChatEntry(Message Message, SendState State = SendState.Sent, Exception? Error = null);
