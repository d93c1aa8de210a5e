using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Engines.Tests.Index;

/// <summary>A place that is told from others by its number.</summary>
internal readonly record struct TestPlace(int Number) : IPlace
{
    public static TestPlace Lost { get; } = new(-1);

    public int PayloadBytes => 10;
}
