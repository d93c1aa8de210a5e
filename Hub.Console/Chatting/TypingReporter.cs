using RealtimeHub.Client;
using RealtimeHub.Console.Output;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Chatting;

/// <summary>Says in the room that its user is typing a message; a line that is a command is private. The client sends it as seldom as the room needs it.</summary>
/// <param name="set">Sets whether the user is typing.</param>
/// <param name="refused">Called with the first refusal.</param>
internal sealed class TypingReporter(Func<bool, Task> set, Action<string> refused)
{
    private bool wasRefused;

    /// <summary>The line is this now.</summary>
    public void OnLineChanged(string line) => _ = SetAsync(ChatLine.Read(line) is { Act: ChatAct.Post });

    private async Task SetAsync(bool typing)
    {
        try
        {
            await set(typing);
        }
        catch (HubCallException refusal)
        {
            // Once is enough: the message itself meets the same refusal.
            if (!wasRefused)
                refused(Plain.Text($"others can't see that you are typing: {refusal.Code.ToWord()}: {refusal.Message}"));
            wasRefused = true;
        }
        catch (Exception lost) when (lost is ConnectionLostException or HubClosedException or TimeoutException or ObjectDisposedException)
        {
            // The connection's state is shown anyway.
        }
    }
}
