using System.Net.Sockets;
using System.Net.WebSockets;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Tests.Diagnostics;

public sealed class NetworkErrorsTests
{
    public static TheoryData<Exception, bool> Errors => new()
    {
        { new HttpRequestException(), true },
        { new IOException(), true },
        { new SocketException((int)SocketError.NotConnected), true },
        { new WebSocketException(), true },
        { new OperationCanceledException(), false },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Is_WhatRequestsThrow_TellsNetworkFromFault(Exception error, bool expected) =>
        Assert.Equal(expected, NetworkErrors.Is(error));
}
