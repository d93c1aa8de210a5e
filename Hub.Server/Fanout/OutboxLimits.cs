namespace RealtimeHub.Server.Fanout;

/// <summary>How much may wait for one connection. 0 lifts a limit.</summary>
/// <param name="Publications">The most frames.</param>
/// <param name="Bytes">The most bytes of frames.</param>
/// <param name="Remembered">How many of its last frames a connection remembers the fate of; 0 remembers none.</param>
internal sealed record OutboxLimits(int Publications = 1024, int Bytes = 1 << 20, int Remembered = 0);
