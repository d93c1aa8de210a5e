using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RealtimeHub.Load;

/// <summary>
/// Tells which of many sockets have something to read, for one thread that does nothing else. .NET's asynchronous
/// sockets cost the generator more for a message than the server spends on it.
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Delete = 2;
    private const uint Readable = 1;
    private const int Interrupted = 4;
    private readonly int handle;
    private readonly Event[] events = new Event[1024];

    public Epoll()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new PlatformNotSupportedException("the load generator runs on Linux on x64 only");
        handle = Check(EpollCreate(0));
    }

    public void Watch(Socket socket, int number)
    {
        var wanted = new Event { Events = Readable, Number = number };
        Check(EpollControl(handle, Add, (int)socket.Handle, &wanted));
    }

    public void Forget(Socket socket)
    {
        var ignored = default(Event);
        Check(EpollControl(handle, Delete, (int)socket.Handle, &ignored));
    }

    /// <summary>Calls back with the number of each socket that can be read, waiting at most so long for the first.</summary>
    public void Poll(int milliseconds, Action<int> readable)
    {
        int count;
        fixed (Event* first = events)
            count = EpollWait(handle, first, events.Length, milliseconds);
        if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            throw new Win32Exception();
        for (var i = 0; i < count; i++)
            readable((int)events[i].Number);
    }

    public void Dispose() => _ = Close(handle);

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int epoll, int operation, int socket, Event* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int epoll, Event* events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    /// <summary>The kernel's structure on x64 has no padding.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Event
    {
        public uint Events;
        public long Number;
    }
}
