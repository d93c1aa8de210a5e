using System.Diagnostics;
using RealtimeHub.Documents;
using RealtimeHub.Documents.Tests;
using RealtimeHub.Documents.Tests.Model;
using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>
/// Five clients edit one document over the real server with its journal: text with formats, array, map and XML; updates are lost, doubled and out of order,
/// connections break, and the server is killed twice. At the end all of them, what the server gives, what a server that was killed loads, and what is
/// rebuilt from the log are equal, byte for byte.
/// </summary>
[Collection(YjsTests.Name)]
public sealed class RandomSessionTests(YjsOracle yjs, ITestOutputHelper output)
{
    private const int Clients = 5;
    private const int Batch = 10;
    private const int Steps = 25;

    [Fact]
    public async Task Sessions_OverLossesReconnectsAndKills_EndEqualEverywhere()
    {
        var seeds = TestTimeout.IsLongRun ? 500 : 50;
        var watch = Stopwatch.StartNew();
        for (var first = 1; first <= seeds; first += Batch)
            await RunAsync(first, isMerged: first / Batch % 2 == 1);
        output.WriteLine($"proof: {seeds} random sessions of {Clients} clients over the server, {seeds / Batch * 2} kills, in {watch.Elapsed.TotalSeconds:F0} s");
    }

    private async Task RunAsync(int first, bool isMerged)
    {
        using var folder = new TempFolder();
        var settings = new ServerSettings { DataPath = folder.File("data") }
            .With("Hub:Limits:PublishesPerSecond", "0").With("Hub:Limits:SubscribesPerSecond", "0").With("Hub:Limits:CallsPerSecond", "0").With("Hub:Limits:HistoryReadsPerSecond", "0")
            .With("Hub:Documents:CompactAfterUpdates", isMerged ? "7" : "10000");
        var server = await ServerProcess.StartAsync(settings);
        try
        {
            settings = settings with { Port = server.Address.Port };
            var sessions = Enumerable.Range(first, Batch).Select(seed => new Session(server.Address, seed, yjs)).ToArray();
            await Task.WhenAll(sessions.Select(session => session.BeginAsync()));
            var editing = Task.WhenAll(sessions.Select(session => Task.Run(session.EditAsync)));
            await TestTimeout.Until(() => Task.FromResult(sessions.Sum(session => session.Done) > Batch * Steps / 2));
            server = await RestartAsync(server, settings);
            await editing.Within(TimeSpan.FromMinutes(3));
            await Task.WhenAll(sessions.Select(session => session.SettleAsync(readsLog: !isMerged)));
            server = await RestartAsync(server, settings);
            await Task.WhenAll(sessions.Select(session => session.SettleAsync(readsLog: !isMerged)));
            await Task.WhenAll(sessions.Select(session => session.DisposeAsync().AsTask()));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<ServerProcess> RestartAsync(ServerProcess server, ServerSettings settings)
    {
        await server.KillAsync();
        await server.DisposeAsync();
        return await ServerProcess.StartAsync(settings);
    }

    private sealed class Session : IAsyncDisposable
    {
        private readonly int seed;
        private readonly Random random;
        private readonly RandomClient[] clients;
        private int done;

        public Session(Uri server, int seed, YjsOracle yjs)
        {
            this.seed = seed;
            random = new Random(seed);

            // In every second session two of the five are yjs in Node.
            clients = [.. Enumerable.Range(1, Clients).Select(client => new RandomClient(
                server,
                seed % 2 == 0 && client % 2 == 0 ? new YjsReplica(yjs, (seed * 10) + client) : new OurReplica((seed * 10) + client),
                (seed * 10) + client))];
        }

        public int Done => Volatile.Read(ref done);

        public async Task BeginAsync()
        {
            var id = await clients[0].CreateAsync();
            DocumentId = id;
            foreach (var client in clients)
                await client.OpenAsync(id);
        }

        private string DocumentId { get; set; } = "";

        public async Task EditAsync()
        {
            for (; done < Steps; Interlocked.Increment(ref done))
                await clients[random.Next(clients.Length)].StepAsync();
        }

        /// <summary>Opens until nothing new comes: cleaning up formats makes updates, too.</summary>
        public async Task SettleAsync(bool readsLog)
        {
            for (var round = 0; round < 20; round++)
            {
                foreach (var client in clients)
                    await client.OpenAsync(DocumentId);
                var updates = clients.Select(client => client.Replica.Diff([0])).ToArray();
                if (updates.All(update => update.SequenceEqual(updates[0])))
                    break;
            }

            var (stored, log) = await clients[0].ReadServerAsync();
            var first = clients[0].Replica.Snapshot();
            Assert.All(clients, client =>
            {
                var other = client.Replica.Snapshot();
                Assert.True(first.Contents == other.Contents, $"seed {seed}: contents differ:\n{first.Contents}\n{other.Contents}");
                Assert.True(first.State.SequenceEqual(other.State), $"seed {seed}: states differ");
                Assert.True(first.Update.SequenceEqual(other.Update), $"seed {seed}: bytes differ:\n{Convert.ToHexString(first.Update)}\n{Convert.ToHexString(other.Update)}");
            });
            Assert.True(first.Update.SequenceEqual(stored), $"seed {seed}: the server's bytes differ:\n{Convert.ToHexString(first.Update)}\n{Convert.ToHexString(stored)}");
            if (!readsLog)
                return;
            var rebuilt = new YDoc();
            foreach (var update in log)
                rebuilt.ApplyUpdate(update);
            Assert.True(first.Update.SequenceEqual(rebuilt.EncodeStateAsUpdate()), $"seed {seed}: what is rebuilt from the log differs");
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }
    }
}
