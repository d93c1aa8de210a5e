using System.Text.Json;
using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.MessagePack;

/// <summary>A client that reads values by every way out of the hub.</summary>
internal abstract class ValueReader(string name) : IAsyncDisposable
{
    /// <summary>Connects and subscribes: what is published afterwards is read.</summary>
    /// <param name="address">The server's address.</param>
    /// <param name="client"><c>.NET</c> or the version of an official JavaScript client.</param>
    /// <param name="transport">The JavaScript client's transport.</param>
    /// <param name="encoding">The client's protocol.</param>
    /// <param name="id">Names the channels.</param>
    /// <param name="count">How many values there will be, without the last.</param>
    public static async Task<ValueReader> StartAsync(Uri address, string client, string transport, HubEncoding encoding, string id, int count) =>
        client == ".NET"
            ? await HubClientReader.StartAsync(address, encoding, id, count)
            : await StockClientReader.StartAsync(address, client, transport, encoding, id, count);

    /// <summary>Fails for the first way by which a value did not come, or as another.</summary>
    public async Task AssertReadAsync(IReadOnlyList<Payload> expected, string from)
    {
        foreach (var (way, values) in await ReadAsync())
            SameValues.Assert(expected, values, $"{way} from {from} to {name}");
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task<IReadOnlyList<(string Way, IReadOnlyList<JsonElement> Values)>> ReadAsync();

    private sealed class StockClientReader(string name, NodeScript run) : ValueReader(name)
    {
        public static new async Task<ValueReader> StartAsync(Uri address, string client, string transport, HubEncoding encoding, string id, int count)
        {
            var protocol = encoding == HubEncoding.Json ? "json" : "messagepack";
            var run = await NodeScript.StartAsync(Repository.PathOf("tests/interop/values.mjs"), [address.AbsoluteUri, client, transport, protocol, id, $"{count}"]);
            await run.FirstAsync(message => message.TryGetProperty("ready", out _));
            return new StockClientReader($"{client} {transport} {protocol}", run);
        }

        public override ValueTask DisposeAsync() => run.DisposeAsync();

        protected override async Task<IReadOnlyList<(string Way, IReadOnlyList<JsonElement> Values)>> ReadAsync()
        {
            Xunit.Assert.True(await run.WaitForExitAsync(TimeSpan.FromMinutes(3)) == 0, string.Join("\n", run.Output.Items.TakeLast(20)));
            string[] ways = ["live", "live state", "signals", "history", "state", "replay", "snapshot"];
            return [.. ways.Select(way => (way, ValuesOf(way)))];
        }

        private IReadOnlyList<JsonElement> ValuesOf(string way) =>
            [.. run.Messages.Items.Single(message => message.TryGetProperty("way", out var name) && name.GetString() == way).GetProperty("values").EnumerateArray()];
    }

    private sealed class HubClientReader(HubEncoding encoding, HubClient client, string id, int count, Subscription live, Subscription presence) : ValueReader($".NET {encoding}")
    {
        public static async Task<ValueReader> StartAsync(Uri address, HubEncoding encoding, string id, int count)
        {
            var client = new HubClient(new HubClientOptions { Url = new Uri(address, "hub"), Protocol = encoding });
            var live = await client.SubscribeAsync($"topic:{id}");
            var presence = await client.SubscribeAsync($"topic:{id}-presence", new SubscriptionOptions { Presence = true });
            return new HubClientReader(encoding, client, id, count, live, presence);
        }

        public override ValueTask DisposeAsync() => client.DisposeAsync();

        protected override async Task<IReadOnlyList<(string Way, IReadOnlyList<JsonElement> Values)>> ReadAsync()
        {
            var heard = await TakeAsync(live);
            await live.DisposeAsync();
            await using var replay = await client.SubscribeAsync($"topic:{id}", new SubscriptionOptions { Last = count + 1 });
            var replayed = await TakeAsync(replay);
            var history = await client.ReadHistoryAsync($"topic:{id}", limit: 1000);
            var state = await client.ReadStateAsync($"map:{id}", limit: 1000);
            var members = await client.ReadPresenceAsync($"topic:{id}-presence");
            Xunit.Assert.Contains(members.Members.SelectMany(member => member.Connections), connection => connection.Data is { } data && SameValues.ElementOf(data).ToString() == "last");
            await presence.DisposeAsync();
            return
            [
                ("live", heard),
                ("replay", replayed),
                ("history", [.. history.Publications.Select(publication => SameValues.ElementOf(publication.Data))]),
                ("state", [.. state.Entries.Select(entry => SameValues.ElementOf(entry.Data))]),
            ];
        }

        private async Task<IReadOnlyList<JsonElement>> TakeAsync(Subscription subscription)
        {
            var taken = new List<JsonElement>();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await foreach (var publication in subscription.WithCancellation(limit.Token))
            {
                taken.Add(SameValues.ElementOf(publication.Data));
                if (taken.Count > count)
                    break;
            }

            return taken;
        }
    }
}
