namespace RealtimeHub.Server.Hosting;

/// <summary>The exit codes of the process; those of sysexits.h where one fits.</summary>
internal static class ExitCodes
{
    /// <summary>An orderly stop.</summary>
    public const int Stopped = 0;

    /// <summary>The data can't be read or written.</summary>
    public const int DataUnusable = 74;

    /// <summary>Another process uses the data folder.</summary>
    public const int DataInUse = 75;

    /// <summary>The configuration is bad.</summary>
    public const int BadConfiguration = 78;
}
