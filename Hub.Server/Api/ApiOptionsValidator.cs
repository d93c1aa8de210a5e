using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Api;

/// <summary>Checks the options of the HTTP API.</summary>
internal sealed class ApiOptionsValidator : OptionsValidator<ApiOptions>
{
    private const int MostEntries = 100_000;

    protected override IEnumerable<string?> Faults(ApiOptions options) =>
    [
        Range(nameof(options.MaxBodyBytes), options.MaxBodyBytes, 1024, 128 * 1024 * 1024),
        Range(nameof(options.MaxBroadcastChannels), options.MaxBroadcastChannels, 1, MostEntries),
        Range(nameof(options.MaxBatchPublications), options.MaxBatchPublications, 1, MostEntries),
        Range(nameof(options.MaxPageEntries), options.MaxPageEntries, 1, MostEntries),
    ];
}
