using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Redis;

/// <summary>Nodes on one Redis server of their own, and what tests do with them.</summary>
public abstract class RedisNodes : IAsyncLifetime
{
    private protected static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private protected static readonly CancellationToken None = CancellationToken.None;
    private static readonly Retention Keep = new() { HistoryCount = 1_000_000, HistoryAge = null, TombstoneAge = TimeSpan.FromHours(1) };
    private readonly List<RedisHarness> nodes = [];

    private protected RedisServer Server { get; private set; } = null!;

    private protected virtual string[] Settings => [];

    public async Task InitializeAsync() => Server = await RedisServer.StartAsync(Settings);

    public async Task DisposeAsync()
    {
        foreach (var node in nodes)
            await node.DisposeAsync();
        await Server.DisposeAsync();
    }

    private protected async Task<RedisHarness> NodeAsync(TimeSpan? answerTimeLimit = null, string? configuration = null, TimeSpan? unlistenDelay = null)
    {
        var node = new RedisHarness(Server, "test")
        {
            AnswerTimeLimit = answerTimeLimit ?? TimeSpan.FromSeconds(20),
            Configuration = configuration,
            UnlistenDelay = unlistenDelay ?? TimeSpan.FromSeconds(10),
        };
        nodes.Add(node);
        await node.OpenAsync();
        return node;
    }

    private protected static Heard HeardBy(RedisHarness node) => node.Listener.Of(Room);

    private protected static async Task<AppendResult> AppendAsync(RedisHarness node, string text, string? once = null)
    {
        var draft = new Draft { Type = "text", Data = Payload.FromJson($"\"{text}\""), IdempotencyKey = once };
        return await node.Engine.AppendAsync(new Append { Channel = Room, Drafts = [draft], Retention = Keep }, None);
    }

    /// <summary>Appends it again and again until it is taken, as a publisher with an idempotency key does.</summary>
    private protected static async Task<AppendResult> AppendUntilTakenAsync(RedisHarness node, string text, string? once = null)
    {
        AppendResult? result = null;
        await TestTimeout.Until(async () =>
        {
            try
            {
                result = await AppendAsync(node, text, once);
                return true;
            }
            catch (EngineUnavailableException)
            {
                return false;
            }
        }, what: $"an answer to the append of {text}");
        return result!.Value;
    }

    private protected static async Task<LogPage> ReadAsync(RedisHarness node) =>
        await node.Engine.ReadLogAsync(Room, new LogQuery { After = 0, Limit = 1_000_000 }, None);

    private protected static IEnumerable<string> Texts(IEnumerable<Publication> publications) =>
        publications.Select(publication => System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span).Trim('"'));

    private protected static Task UntilReadyAsync(RedisHarness node) => TestTimeout.Until(() => node.Engine.Health.Ready, what: "readiness");

    // The log keeps what health may say for a moment only.
    private protected static async Task UntilDegradedAsync(RedisHarness node, string reason)
    {
        try
        {
            await TestTimeout.Until(() => node.Log.Warnings.Any(line => line.Contains(reason, StringComparison.Ordinal)), what: $"a health that says: {reason}");
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}; it says: {node.Engine.Health.Reason}; the log: {string.Join(" | ", node.Log.Lines.Select(line => line.Text))}", late);
        }
    }
}
