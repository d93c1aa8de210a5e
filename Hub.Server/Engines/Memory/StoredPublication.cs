using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Memory;

/// <summary>The memory engine's place of a publication is the publication.</summary>
internal readonly record struct StoredPublication(Publication Publication) : ILocation
{
    public int PayloadBytes => Publication.Data.Length;
}
