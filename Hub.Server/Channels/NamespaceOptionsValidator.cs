using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Channels;

/// <summary>The ranges of <see cref="NamespaceOptions"/>.</summary>
internal sealed class NamespaceOptionsValidator : OptionsValidator<NamespaceOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    protected override IEnumerable<string?> Faults(NamespaceOptions options) =>
    [
        Range(nameof(options.HistoryCount), options.HistoryCount, 0, 10_000_000),
        Range(nameof(options.HistoryAge), options.HistoryAge, Shortest, Longest),
        Range(nameof(options.TombstoneAge), options.TombstoneAge, Shortest, Longest),
    ];
}
