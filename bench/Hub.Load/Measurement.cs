namespace RealtimeHub.Load;

/// <summary>What one case on one server gave in one round.</summary>
internal sealed record Measurement(
    string Case,
    string Target,
    int Cores,
    int Round,
    long Publishes,
    long Deliveries,
    TimeSpan Elapsed,
    TimeSpan ServerProcessor,
    TimeSpan GeneratorProcessor,
    TimeSpan Median,
    TimeSpan NinetyNinth)
{
    public double ProcessorPerDelivery => ServerProcessor.TotalMicroseconds / Deliveries;

    public double DeliveriesPerSecond => Deliveries / Elapsed.TotalSeconds;

    /// <summary>How busy the generator was, of its one core; near 1 it may have been what limited the rate.</summary>
    public double GeneratorLoad => GeneratorProcessor / Elapsed;
}
