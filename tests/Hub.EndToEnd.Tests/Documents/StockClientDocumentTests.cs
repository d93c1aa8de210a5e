using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>npm's yjs and the official JavaScript client on the real server with its journal, killed in the middle.</summary>
public sealed class StockClientDocumentTests
{
    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public async Task Typing_AtOnceAndOverAKill_AllEndWithTheSameDocument(string protocol)
    {
        using var folder = new TempFolder();
        var settings = new ServerSettings { DataPath = folder.File("data"), Options = new Dictionary<string, string> { ["Hub:Documents:CompactAfterUpdates"] = "25" } };
        var server = await ServerProcess.StartAsync(settings);
        try
        {
            await using var script = await NodeScript.StartAsync(Repository.PathOf("tests/interop/documents.mjs"), [server.Address.ToString(), protocol]);
            var half = await script.FirstAsync(message => message.GetProperty("step").GetString() == "half");
            Assert.True(half.GetProperty("equal").GetBoolean());
            await server.KillAsync();
            var port = server.Address.Port;
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(settings with { Port = port });

            var end = await script.FirstAsync(message => message.GetProperty("step").GetString() == "end");
            Assert.Equal(0, await script.WaitForExitAsync());
            var shown = end.GetProperty("shown").EnumerateArray().ToArray();
            Assert.Equal(4, shown.Length);
            Assert.All(shown, one => Assert.Equal(JsonSerializer.Serialize(shown[0]), JsonSerializer.Serialize(one)));
            Assert.All(end.GetProperty("pieces").EnumerateArray(), rounds => Assert.Equal(3, rounds.GetArrayLength()));
            Assert.Contains("bad_request: update is malformed", end.GetProperty("malformed").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
