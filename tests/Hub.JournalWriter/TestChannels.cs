using System.Globalization;
using System.Text;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.JournalWriter;

/// <summary>The channels that the writer publishes into, and what it publishes.</summary>
internal static class TestChannels
{
    /// <summary>How many publications the odd channels keep.</summary>
    public const int Trimmed = 20;

    public static ChannelName Name(int number) =>
        ChannelName.Of("test", number.ToString(CultureInfo.InvariantCulture));

    public static Append Append(int channel, IEnumerable<string> values, Durability durability, Random random)
    {
        var trims = channel % 2 == 1;
        return new Append
        {
            Channel = Name(channel),
            Durability = durability,
            Retention = new Retention
            {
                HistoryCount = trims ? Trimmed : int.MaxValue,
                HistoryAge = null,
                TombstoneAge = TimeSpan.FromMilliseconds(1),
            },
            Drafts = [.. values.Select(value => new Draft
            {
                Type = "test",
                Data = Payload.FromJson($"\"{value}{new string(' ', random.Next(trims ? 400 : 40))}\""),
                Key = trims ? $"k{random.Next(10)}" : null,
                Removed = trims && random.Next(5) == 0,
                IdempotencyKey = value,
            })],
        };
    }

    public static string ValueOf(Publication publication) =>
        Encoding.UTF8.GetString(publication.Data.Bytes.Span).Trim('"').TrimEnd();
}
