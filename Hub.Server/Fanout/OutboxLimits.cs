namespace RealtimeHub.Server.Fanout;

/// <summary>How much may wait for one connection. 0 lifts a limit.</summary>
/// <param name="Publications">The most frames.</param>
/// <param name="Bytes">The most bytes of frames.</param>
internal sealed record OutboxLimits(int Publications = 1024, int Bytes = 1 << 20);
