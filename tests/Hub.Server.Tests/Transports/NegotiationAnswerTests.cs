using System.Text;
using RealtimeHub.Server.Transports;

namespace RealtimeHub.Server.Tests.Transports;

public class NegotiationAnswerTests
{
    [Theory]
    [InlineData("""{"negotiateVersion":1,"connectionId":"a","connectionToken":"b","availableTransports":[]}""", "b", "a")]
    [InlineData("""{"negotiateVersion":0,"connectionId":"a","availableTransports":[]}""", "a", "a")]
    public void Read_AnAnswerOfEitherVersion_GivesItsTokenAndId(string json, string token, string id) =>
        Assert.Equal(new NegotiationAnswer(token, id), NegotiationAnswer.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"error":"no"}""")]
    [InlineData("""{"connectionId":"a","connectionToken":"b","useStatefulReconnect":true}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Read_WhatNoWebSocketOfOursMayTake_IsNull(string json) => Assert.Null(NegotiationAnswer.Read(Encoding.UTF8.GetBytes(json)));
}
