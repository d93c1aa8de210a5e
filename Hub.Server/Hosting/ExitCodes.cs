namespace RealtimeHub.Server.Hosting;

/// <summary>What the process says at its end; those of sysexits.h where one fits.</summary>
internal static class ExitCodes
{
    /// <summary>An orderly stop.</summary>
    public const int Stopped = 0;

    /// <summary>Another program listens at the address.</summary>
    public const int AddressInUse = 69;

    /// <summary>The configuration is bad.</summary>
    public const int BadConfiguration = 78;
}
