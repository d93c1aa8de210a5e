using System.Net.Sockets;
using System.Net.WebSockets;

namespace RealtimeHub.Server.Diagnostics;

/// <summary>What a request to another server throws when the network or that server fails.</summary>
internal static class NetworkErrors
{
    // A connection that is reset between its handshake and the first write comes out of HttpClient as a bare SocketException.
    public static bool Is(Exception error) => error is HttpRequestException or IOException or SocketException or WebSocketException;
}
