namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>
/// Serializes the changes of a room on this node. Correctness comes from appending each change only on the
/// head it was decided on; the gate keeps this node's changes from conflicting and being decided again, and makes a mute
/// or ban apply to every post that is decided after it.
/// </summary>
internal sealed class RoomGates
{
    private const int Stripes = 256;
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the room's turn, which ends when the result is disposed of.</summary>
    public async ValueTask<Turn> EnterAsync(string room, CancellationToken cancellationToken)
    {
        var gate = gates[(uint)string.GetHashCode(room, StringComparison.Ordinal) % Stripes];
        await gate.WaitAsync(cancellationToken);
        return new Turn(gate);
    }

    public readonly struct Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
