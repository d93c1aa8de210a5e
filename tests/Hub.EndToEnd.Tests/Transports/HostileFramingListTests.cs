using System.Net.Sockets;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.EndToEnd.Tests.Safety;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Transports;

/// <summary>Every framing of the list, over a real connection to our own transport: its sender gets the code that RFC 6455 wants, and no one else notices.</summary>
[Trait("Safety", "B10")]
public sealed class HostileFramingListTests
{
    private const int NoCode = 1005;
    private const int AtOnce = 16;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task B10_EveryFraming_EndsWithItsCode(bool inPieces)
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Transports:WebSockets", "realtime");
        await using var honest = await HonestClients.ConnectAsync(hosted.HubAddress, 20);
        var wrong = new Recorder<string>();

        await Parallel.ForEachAsync(HostileFraming.All, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (framing, _) =>
        {
            using var socket = await RawWebSocket.ConnectAsync(hosted.HubAddress);
            Assert.Equal(101, socket.Response.Status);
            try
            {
                foreach (var piece in inPieces && framing.Bytes.Length < 200 ? framing.Bytes.Chunk(1) : [framing.Bytes])
                    await socket.SendBytesAsync(piece);
            }
            catch (IOException)
            {
                // Closed while it still wrote.
            }

            if (await CloseCodeAsync(socket) is var code && code != framing.Code)
                wrong.Add($"{framing.Group}: {framing.Name}: {code} instead of {framing.Code}");
        });

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong.Items));
        await honest.AreAnsweredAsync();
    }

    private static async Task<int?> CloseCodeAsync(RawWebSocket socket)
    {
        try
        {
            while (await socket.ReadFrameAsync() is { } frame)
            {
                if (frame.Opcode == Opcode.Close)
                    return frame.CloseCode ?? NoCode;
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // A reset.
        }

        return null;
    }
}
