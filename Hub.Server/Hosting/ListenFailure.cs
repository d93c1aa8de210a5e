using System.Net.Sockets;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Hosting;

/// <summary>Addresses that the server can't listen on, reported in one line like any other bad configuration.</summary>
internal static class ListenFailure
{
    private const string Key = "urls";

    /// <summary>The configuration error behind a failed start; null when it was something else.</summary>
    public static InvalidConfigurationException? Explain(Exception failure) => failure switch
    {
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => Refused(failure.Message),
        SocketException socket => Refused(socket.Message),
        FormatException => Refused(failure.Message),
        ArgumentOutOfRangeException { ParamName: "port" } => Refused("the port must be from 0 to 65535"),
        InvalidOperationException when failure.Message.Contains("HTTPS", StringComparison.Ordinal) => Refused("https takes a certificate, and none is configured"),
        _ => null,
    };

    /// <summary>The configuration error for an address.</summary>
    public static InvalidConfigurationException Refused(string reason) => new(Key, reason.ReplaceLineEndings(" "));
}
