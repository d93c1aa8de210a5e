using RealtimeHub.Client;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Chatting;

/// <summary>Tells the room that one is writing, now and then while one is. A line that is a command is nobody's business.</summary>
internal sealed class TypingWord(Func<bool, Task> say, TimeProvider time)
{
    // The server forgets after six seconds.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(6);
    private long? saidTime;

    /// <summary>The line is this now.</summary>
    public void Written(string line)
    {
        if (ChatLine.Read(line) is { Act: ChatAct.Post })
            Begin();
        else
            End();
    }

    private void Begin()
    {
        if (saidTime is { } said && time.GetElapsedTime(said) < Every)
            return;
        saidTime = time.GetTimestamp();
        _ = SayAsync(true);
    }

    private void End()
    {
        var isOn = saidTime is { } said && time.GetElapsedTime(said) < GoodFor;
        saidTime = null;
        if (isOn)
            _ = SayAsync(false);
    }

    // A word that is refused or lost is no loss: the message itself will tell.
    private async Task SayAsync(bool typing)
    {
        try
        {
            await say(typing);
        }
        catch (Exception error) when (error is HubCallException or ConnectionLostException or HubClosedException or TimeoutException)
        {
        }
    }
}
