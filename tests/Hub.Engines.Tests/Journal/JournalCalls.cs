using System.Text;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Short forms of what most tests of the journal do.</summary>
internal static class JournalCalls
{
    public static readonly Retention Keep = new() { HistoryCount = 1_000, HistoryAge = null, TombstoneAge = TimeSpan.FromHours(1) };

    public static async Task<AppendResult> AppendAsync(
        this IEngine engine, ChannelName channel, string text, Durability durability = Durability.Durable, string? key = null,
        Retention? retention = null, string? idempotencyKey = null)
    {
        var append = new Append
        {
            Channel = channel,
            Drafts = [new Draft { Type = "text", Data = Payload.FromJson($"\"{text}\""), Key = key, IdempotencyKey = idempotencyKey }],
            Retention = retention ?? Keep,
            Durability = durability,
        };
        return await engine.AppendAsync(append, CancellationToken.None);
    }

    public static async Task<LogPage> ReadAsync(this IEngine engine, ChannelName channel) =>
        await engine.ReadLogAsync(channel, new LogQuery { After = 0, Limit = 10_000 }, CancellationToken.None);

    public static async Task<KeyPage> ReadKeysAsync(this IEngine engine, ChannelName channel) =>
        await engine.ReadStateAsync(channel, new StateQuery { Limit = 10_000 }, CancellationToken.None);

    public static List<string> Texts(this LogPage page) =>
        [.. page.Publications.Select(publication => Encoding.UTF8.GetString(publication.Data.Bytes.Span).Trim('"'))];

    /// <summary>Copies the journal's files into a new folder.</summary>
    public static string CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(file => Path.GetFileName(file) != "lock"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        return to;
    }
}
