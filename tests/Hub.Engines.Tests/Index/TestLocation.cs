using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Engines.Tests.Index;

/// <summary>A place that is told from others by its number.</summary>
internal readonly record struct TestLocation(int Number) : ILocation
{
    public static TestLocation Lost { get; } = new(-1);

    public int PayloadBytes => 10;
}
