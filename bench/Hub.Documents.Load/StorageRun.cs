using System.Diagnostics;
using System.Globalization;

namespace RealtimeHub.Documents.Load;

/// <summary>How long a large document takes to open, and what many documents take of memory.</summary>
internal static class StorageRun
{
    private static readonly string[] Unlimited =
        ["--Hub:Limits:PublishesPerSecond", "0", "--Hub:Limits:CallsPerSecond", "0", "--Hub:Limits:NewChannelsPerSecond", "0", "--Hub:Limits:SubscribesPerSecond", "0"];

    /// <summary>
    /// Opens a document of 1 MiB as the first call of a server, another that is not in memory, and one that is because someone edits it; milliseconds until the answer is at the client, unread.
    /// </summary>
    public static async Task<(int Bytes, int Structs, List<double> Cold, List<double> First, List<double> Again)> OpenAsync(string assembly, string data, int rounds)
    {
        var update = Large();
        using (var server = await Peer.HubAsync(assembly, data, Unlimited))
        {
            using var author = await HubCaller.ConnectAsync(server, 0);
            foreach (var id in (string[])["large", "other"])
            {
                await author.CallAsync("CreateDocument", $$"""{"documentId":"{{id}}","title":"Large","visibility":"public"}""");
                await author.CallAsync("PushUpdate", Push(id, update));
            }
        }

        var (cold, first, again) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            using var server = await Peer.HubAsync(assembly, data, Unlimited);
            using var reader = await HubCaller.ConnectAsync(server, 1);

            cold.Add(await TimeAsync(reader, "other"));
            first.Add(await TimeAsync(reader, "large"));

            // An update that adds nothing brings it into memory.
            await reader.CallAsync("PushUpdate", Push("large", [0, 0]));
            for (var i = 0; i < 7; i++)
                again.Add(await TimeAsync(reader, "large"));
        }

        return (update.Length, YUpdate.Inspect(update, UpdateLimits.Trusted).Structs, cold, first, again);
    }

    /// <summary>Resident memory of a server without documents, with many that are not open, and with some of them open.</summary>
    public static async Task<(double Empty, double Stored, double Open)> MemoryAsync(string assembly, string data, int documents, int open)
    {
        double empty;
        using (var server = await Peer.HubAsync(assembly, data, Unlimited))
        {
            using (await HubCaller.ConnectAsync(server, 0))
                empty = server.ResidentMebibytes;
            await Task.WhenAll(Enumerable.Range(0, 16).Select(author => Task.Run(async () =>
            {
                using var caller = await HubCaller.ConnectAsync(server, author);
                for (var i = author; i < documents; i += 16)
                {
                    await caller.CallAsync("CreateDocument", $$"""{"documentId":"d{{i}}","title":"Document {{i}}","visibility":"public"}""");
                    var doc = new YDoc(1);
                    doc.GetText("content").Insert(0, string.Concat(Enumerable.Range(0, 400).Select(word => $"word{word * i % 997} ")));
                    await caller.CallAsync("PushUpdate", Push($"d{i}", doc.EncodeStateAsUpdate()));
                }
            })));
        }

        using var again = await Peer.HubAsync(assembly, data, Unlimited);
        using var reader = await HubCaller.ConnectAsync(again, 0);
        var stored = again.ResidentMebibytes;
        for (var i = 0; i < open; i++)
            await reader.CallAsync("OpenDocument", $$"""{"documentId":"d{{i * (documents / open)}}"}""");
        return (empty, stored, again.ResidentMebibytes);
    }

    private static async Task<double> TimeAsync(HubCaller reader, string documentId)
    {
        var watch = Stopwatch.StartNew();
        await reader.CallUnreadAsync("OpenDocument", $$"""{"documentId":"{{documentId}}"}""");
        return watch.Elapsed.TotalMilliseconds;
    }

    private static string Push(string documentId, byte[] update) =>
        $$"""{"documentId":"{{documentId}}","update":"{{Convert.ToBase64String(update)}}"}""";

    /// <summary>A text that was typed in words at many places, and in which some was deleted: almost 1 MiB as an update, the largest that one push takes.</summary>
    private static byte[] Large()
    {
        var random = new Random(1);
        var doc = new YDoc(1);
        var text = doc.GetText("content");
        for (var words = 0; ; words++)
        {
            doc.Transact(_ => text.Insert(random.Next(text.Length + 1), string.Create(CultureInfo.InvariantCulture, $"word{random.Next(1000)} ")));
            if (words % 10 == 9)
                text.Delete(random.Next(text.Length - 5), 5);
            if (words % 1_000 == 0 && doc.EncodeStateAsUpdate() is { Length: > 1_000_000 } update)
                return update;
        }
    }
}
