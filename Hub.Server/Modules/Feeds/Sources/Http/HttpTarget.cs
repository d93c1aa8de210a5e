using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Http;

/// <summary>What is polled.</summary>
/// <param name="Address">The whole address.</param>
/// <param name="Mapping">Where keys and fields are in its document.</param>
/// <param name="Fields">The fields of a preset.</param>
/// <param name="Description">What a preset tells.</param>
internal sealed record HttpTarget(Uri Address, MappingOptions Mapping, IReadOnlyList<FeedField> Fields, string Description)
{
    public static HttpTarget Of(HttpSourceOptions options) =>
        options.Preset == HttpPreset.OpenMeteo ? OpenMeteo.Of(options) : new HttpTarget(new Uri(options.Address), options.Mapping, [], "");
}
