using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Server.Modules.Feeds.Series;

/// <summary>A minute of some series as it is stored.</summary>
/// <param name="Time">When the minute begins, Unix milliseconds.</param>
/// <param name="Series">The series that had values.</param>
internal sealed record SeriesRecord(long Time, IReadOnlyList<SeriesMinute> Series);

/// <summary>One series of a minute. The names are short: there are many of them.</summary>
internal sealed record SeriesMinute(string K, string F, double O, double H, double L, double C, double S, long N)
{
    public static SeriesMinute Of(string key, string field, in Bucket minute) =>
        new(key, field, minute.Open, minute.High, minute.Low, minute.Close, minute.Sum, minute.Count);

    public Bucket ToBucket(long time) => new() { Time = time, Open = O, High = H, Low = L, Close = C, Sum = S, Count = N };
}

/// <summary>How the records are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SeriesRecord))]
internal sealed partial class SeriesJson : JsonSerializerContext;
