using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Load;

/// <summary>Writes the results for programs: each measurement of each round.</summary>
internal static partial class JsonReport
{
    public static string Write(IReadOnlyList<Measurement> measurements, DateTimeOffset date, string revision, double loadBefore) => JsonSerializer.Serialize(
        new Results(date, revision, [.. Machine.Facts()], loadBefore, Machine.LoadAverage(), [.. measurements.Select(Entry.Of)]),
        Format.Default.Results);

    internal sealed record Results(
        DateTimeOffset Date, string Revision, IReadOnlyList<string> Machine, double LoadBefore, double LoadAfter, IReadOnlyList<Entry> Measurements);

    /// <summary>One measurement. <c>GeneratorLoad</c> is 1 when the generator used its core all the time.</summary>
    internal sealed record Entry(
        string Case, string Server, int Cores, int Round, long Publishes, long Deliveries, double Seconds,
        double ProcessorMicrosecondsPerDelivery, double DeliveriesPerSecond, double P50Ms, double P99Ms, double GeneratorLoad)
    {
        public static Entry Of(Measurement one) => new(
            one.Case, one.Target, one.Cores, one.Round, one.Publishes, one.Deliveries, Math.Round(one.Elapsed.TotalSeconds, 3),
            Math.Round(one.ProcessorPerDelivery, 3), Math.Round(one.DeliveriesPerSecond), Math.Round(one.Median.TotalMilliseconds, 3),
            Math.Round(one.NinetyNinth.TotalMilliseconds, 3), Math.Round(one.GeneratorLoad, 3));
    }

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Results))]
    private sealed partial class Format : JsonSerializerContext;
}
