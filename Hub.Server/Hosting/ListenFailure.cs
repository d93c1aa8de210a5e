using System.Net.Sockets;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Hosting;

/// <summary>Addresses that can't be listened on, in one line like every other bad configuration.</summary>
internal static class ListenFailure
{
    private const string Key = "urls";

    /// <summary>The refusal that a failed start stands for; null when it was something else.</summary>
    public static ConfigurationRefusedException? Explain(Exception failure) => failure switch
    {
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => Refused(failure.Message),
        SocketException socket => Refused(socket.Message),
        FormatException => Refused(failure.Message),
        ArgumentOutOfRangeException { ParamName: "port" } => Refused("the port must be from 0 to 65535"),
        InvalidOperationException when failure.Message.Contains("HTTPS", StringComparison.Ordinal) => Refused("https takes a certificate, and none is configured"),
        _ => null,
    };

    private static ConfigurationRefusedException Refused(string reason) => new(Key, reason.ReplaceLineEndings(" "));
}
