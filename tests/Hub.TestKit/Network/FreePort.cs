using System.Net;
using System.Net.Sockets;

namespace RealtimeHub.TestKit.Network;

/// <summary>
/// A port for a server that goes away and comes back, or for one that isn't there. It is none of those that the system gives
/// to outgoing connections: while nobody listens on such a one, any connection of the machine may take it, even the
/// very one that tries to reach it.
/// </summary>
public static class FreePort
{
    private const int First = 15_000, Last = 31_999;

    /// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
    public static int Find()
    {
        // Tests that run at the same time, in other processes too, should not look at the same ones.
        var random = new Random(HashCode.Combine(Environment.ProcessId, Environment.TickCount64, Environment.CurrentManagedThreadId));
        while (true)
        {
            var port = random.Next(First, Last + 1);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Another program listens there.
            }
        }
    }
}
