using RealtimeHub.Server.Webhooks;

namespace RealtimeHub.Server.Api.Contracts;

/// <summary>The configured webhooks.</summary>
/// <param name="Webhooks">In the order of the configuration.</param>
internal sealed record WebhookList(IReadOnlyList<WebhookSummary> Webhooks);
