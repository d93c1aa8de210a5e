using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Presence;

/// <summary>The ranges of <see cref="PresenceOptions"/>.</summary>
internal sealed class PresenceOptionsValidator : OptionsValidator<PresenceOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    protected override IEnumerable<string?> Faults(PresenceOptions options) =>
    [
        Range(nameof(options.GracePeriod), options.GracePeriod, TimeSpan.Zero, Longest),
        Range(nameof(options.MaxNamedMembers), options.MaxNamedMembers, 0, int.MaxValue),
        Range(nameof(options.CountsInterval), options.CountsInterval, TimeSpan.Zero, Longest),
    ];
}
