using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Modules.Feeds.Model;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>Checks one feed's options.</summary>
internal sealed class FeedOptionsValidator : OptionsValidator<FeedOptions>
{
    protected override IEnumerable<string?> Faults(FeedOptions options) =>
    [
        options.Title.Length <= 100 ? null : "Title must have at most 100 characters",
        options.Description.Length <= 500 ? null : "Description must have at most 500 characters",
        Range(nameof(options.MaxKeys), options.MaxKeys, 1, 1_000_000),
        Range(nameof(options.MaxSeries), options.MaxSeries, 0, 100_000),
        Range(nameof(options.StaleAfter), options.StaleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
        .. SourceOptionsRules.Faults(options),
        options.Fields.Count <= FeedSchema.MaxFields ? null : $"Fields has more than {FeedSchema.MaxFields} fields",
        options.Fields.All(field => FieldNameRule.IsName(field.Key)) ? null : "Fields has a name that is not 1 to 64 bytes without control characters",
        options.Fields.Any(field => !FieldNameRule.IsDeliverable(field.Key)) ? "Fields must not have the name __proto__: some clients can't read it" : null,
        options.Fields.Values.All(field => field.Unit.Length <= 32) ? null : "Fields has a unit of more than 32 characters",
    ];
}
