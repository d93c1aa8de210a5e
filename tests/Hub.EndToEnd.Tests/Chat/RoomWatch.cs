using RealtimeHub.Client.Chat;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Chat;

internal static class RoomWatch
{
    /// <summary>Waits until a room shows what it should.</summary>
    public static async Task<ChatRoom> UntilAsync(this ChatRoom room, Func<ChatRoom, bool> holds, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(holds))] string what = "")
    {
        var seen = new Recorder<bool>();
        room.Changed += Look;
        try
        {
            Look(null, EventArgs.Empty);
            await seen.FirstAsync(now => now, what: what + "; it shows " + string.Join(" | ", room.Messages.Select(entry => entry.Message.Text)));
        }
        finally
        {
            room.Changed -= Look;
        }

        return room;

        void Look(object? sender, EventArgs e) => seen.Add(holds(room));
    }

    /// <summary>The texts that a room shows.</summary>
    public static IEnumerable<string> Texts(this ChatRoom room) => room.Messages.Select(entry => entry.Message.Text);
}
