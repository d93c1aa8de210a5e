using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>The ranges of <see cref="WebhookOptions"/>. No line repeats a secret or an address, which may have one in it.</summary>
internal sealed class WebhookOptionsValidator : OptionsValidator<WebhookOptions>
{
    private const int MaxNameCharacters = 32;
    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Whether a webhook may be called so: channels of the server are named after it.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameCharacters && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    protected override IEnumerable<string?> Faults(WebhookOptions options) =>
    [
        WebhookEvents.Parse(options.Events) is null ? $"{nameof(options.Events)} must be some of {string.Join(", ", WebhookEvents.All)}, separated by commas" : null,
        IsPattern(options.Channels) ? null : $"{nameof(options.Channels)} must be a channel, or the beginning of channels and *, and not of sys",
        Range(nameof(options.TimeLimit), options.TimeLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        Range(nameof(options.RetryDelay), options.RetryDelay, LeastDelay, Hour),
        Range(nameof(options.MaxRetryDelay), options.MaxRetryDelay, LeastDelay, TimeSpan.FromDays(1)),
        options.MaxRetryDelay < options.RetryDelay ? $"{nameof(options.MaxRetryDelay)} must not be shorter than {nameof(options.RetryDelay)}" : null,
        Range(nameof(options.RetryFor), options.RetryFor, TimeSpan.Zero, TimeSpan.FromDays(7)),
        Range(nameof(options.VacatedDelay), options.VacatedDelay, TimeSpan.Zero, Hour),
        Range(nameof(options.SavedDelay), options.SavedDelay, TimeSpan.Zero, Hour),
        Range(nameof(options.MaxConcurrent), options.MaxConcurrent, 1, 100),
        Range(nameof(options.MaxPending), options.MaxPending, 10, 1_000_000),
        Range(nameof(options.MaxDeadLetters), options.MaxDeadLetters, 0, 10_000),
        Uri.TryCreate(options.Address, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? null
            : $"{nameof(options.Address)} must be an http or https address without a user",
        WebhookSignature.ReadSecret(options.Secret) is null ? $"{nameof(options.Secret)} must be whsec_ and 24 to 64 bytes as base64: echo whsec_$(openssl rand -base64 32)" : null,
        options.PreviousSecret.Length > 0 && WebhookSignature.ReadSecret(options.PreviousSecret) is null ? $"{nameof(options.PreviousSecret)} must be whsec_ and 24 to 64 bytes as base64, or empty" : null,
    ];

    private static bool IsPattern(string text) =>
        !text.StartsWith("sys:", StringComparison.Ordinal) && (text.EndsWith('*') ? !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) : ChannelName.TryParse(text, out _, out _));
}
