namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>Chance.</summary>
internal static class RandomExtensions
{
    /// <summary>A number of the normal distribution with mean 0 and deviation 1.</summary>
    public static double NextGaussian(this Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
