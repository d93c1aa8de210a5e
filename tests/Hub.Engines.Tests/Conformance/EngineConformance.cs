using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Conformance;

/// <summary>What every engine promises. An engine's own test class inherits it and says how the engine is opened.</summary>
public abstract partial class EngineConformance : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private static readonly ChannelName Other = ChannelName.Parse("chat:other");
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Retention Keep = new()
    {
        HistoryCount = 1_000_000,
        HistoryAge = null,
        TombstoneAge = TimeSpan.FromHours(1),
    };

    private EngineHarness harness = null!;

    private IEngine Engine => harness.Engine;

    private RecordingListener Listener => harness.Listener;

    public async Task InitializeAsync()
    {
        harness = CreateHarness();
        await harness.OpenAsync();
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    private protected abstract EngineHarness CreateHarness();

    private static Draft Text(string text) => new() { Type = "text", Data = Payload.FromJson($"\"{text}\"") };

    private static Draft Value(string key, string text) => Text(text) with { Key = key };

    private static Draft Removal(string key) => Text("gone") with { Key = key, Removed = true };

    private static string TextOf(Publication publication) =>
        System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span).Trim('"');

    private static List<string> Texts(IEnumerable<Publication> publications) => [.. publications.Select(TextOf)];

    private static List<long> Offsets(IEnumerable<Publication> publications) =>
        [.. publications.Select(publication => publication.Offset)];

    private Task<AppendResult> Append(params Draft[] drafts) => Append(Room, Keep, drafts);

    private Task<AppendResult> Append(Retention retention, params Draft[] drafts) => Append(Room, retention, drafts);

    private async Task<AppendResult> Append(ChannelName channel, Retention retention, params Draft[] drafts) =>
        await Engine.AppendAsync(new Append { Channel = channel, Drafts = drafts, Retention = retention }, None);

    private async Task AppendTexts(int count)
    {
        for (var i = 1; i <= count; i++)
            await Append(Text($"{i}"));
    }

    private async Task<LogPage> ReadLog(long? after = null, long? before = null, int limit = 1_000_000, ChannelName? channel = null) =>
        await Engine.ReadLogAsync(channel ?? Room, new LogQuery { After = after, Before = before, Limit = limit, MaxBytes = long.MaxValue }, None);

    private async Task<KeyPage> ReadState(StateQuery? query = null, ChannelName? channel = null) =>
        await Engine.ReadStateAsync(channel ?? Room, query ?? new StateQuery { Limit = 1_000_000 }, None);

    private async Task<KeyPage> ReadChanges(long after, int limit = 1_000_000) =>
        await ReadState(new StateQuery { ChangedAfter = after, Limit = limit });

    private async Task<Position> Listen(ChannelName? channel = null) => await Engine.ListenAsync(channel ?? Room, None);
}
