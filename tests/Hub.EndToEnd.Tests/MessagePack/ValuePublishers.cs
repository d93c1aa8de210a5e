using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.MessagePack;

/// <summary>Clients that publish values by every way into the hub, and then <c>"last"</c>. They stay present until they are disposed of.</summary>
internal static class ValuePublishers
{
    private const int MostPresenceBytes = 4096;
    private static readonly Payload Last = Payload.FromJson("\"last\"");

    /// <summary>Publishes with a client: <c>.NET</c> or the version of an official JavaScript client.</summary>
    public static Task<IAsyncDisposable> PublishAsync(Uri address, string client, HubEncoding encoding, string id, IReadOnlyList<Payload> values) =>
        client == ".NET" ? PublishByHubClientAsync(address, encoding, id, values) : PublishByStockClientAsync(address, client, encoding, id, values);

    /// <summary>Whether a client can send a value at all: JSON and JavaScript do not have all that MessagePack has.</summary>
    public static bool CanSend(string client, HubEncoding encoding, Payload value) =>
        client == ".NET" || value.Encoding == PayloadEncoding.Json || (encoding == HubEncoding.MessagePack && IsBytes(value));

    private static async Task<IAsyncDisposable> PublishByHubClientAsync(Uri address, HubEncoding encoding, string id, IReadOnlyList<Payload> values)
    {
        var publisher = new HubClient(new HubClientOptions { Url = new Uri(address, "hub"), Protocol = encoding });
        await publisher.SubscribeAsync($"topic:{id}-presence");
        foreach (var (index, value) in values.Append(Last).Index())
        {
            await publisher.PublishAsync($"topic:{id}", "t", value);
            await publisher.PublishAsync($"map:{id}", "t", value, new PublishOptions { Key = $"{index:D5}" });
            await publisher.SignalAsync($"signal:{id}", "t", value);
            if (value.ToJson().Length <= MostPresenceBytes)
                await publisher.UpdatePresenceAsync($"topic:{id}-presence", value);
        }

        return publisher;
    }

    private static async Task<IAsyncDisposable> PublishByStockClientAsync(Uri address, string client, HubEncoding encoding, string id, IReadOnlyList<Payload> values)
    {
        using var folder = new TempFolder();
        var file = folder.File("values");
        await File.WriteAllTextAsync(file, string.Join('\n', values.Select(LineOf)));
        var protocol = encoding == HubEncoding.Json ? "json" : "messagepack";
        var run = await NodeScript.StartAsync(Repository.PathOf("tests/interop/publish.mjs"), [address.AbsoluteUri, client, "WebSockets", protocol, id, file]);
        await run.FirstAsync(message => message.TryGetProperty("published", out _), TimeSpan.FromMinutes(2));
        return run;
    }

    // JSON may break lines between its tokens, never within one.
    private static string LineOf(Payload value) => value.Encoding == PayloadEncoding.Json
        ? System.Text.Encoding.UTF8.GetString(value.Bytes.Span).ReplaceLineEndings(" ")
        : "bytes " + Convert.ToBase64String(value.Bytes.Span[2..]);

    /// <summary>MessagePack's bytes of fewer than 256.</summary>
    private static bool IsBytes(Payload value) => value.Bytes.Span[0] == 0xC4;
}
