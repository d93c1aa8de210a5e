using System.Runtime.InteropServices;

namespace RealtimeHub.TestKit;

/// <summary>Signals that tests send, by Linux's numbers.</summary>
public enum ProcessSignal
{
    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL, which no program can catch.</summary>
    Kill = 9,

    /// <summary>SIGTERM, the orderly request to stop.</summary>
    Terminate = 15,

    /// <summary>SIGCONT, which lets a stopped program go on.</summary>
    Continue = 18,

    /// <summary>SIGSTOP, which freezes a program.</summary>
    Stop = 19,
}

internal static partial class ProcessSignals
{
    /// <summary>A process that is gone already gets nothing.</summary>
    public static void SendTo(this ProcessSignal signal, int processId) => _ = Kill(processId, (int)signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
