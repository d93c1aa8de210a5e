using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>
/// Makes several publishes of one call. Those of one channel are made one after another, those of different channels at once, so that the engine can store
/// them together. Each has its own result; one that is refused stops no other.
/// </summary>
internal sealed class SeveralPublishes(Publishing publishing)
{
    /// <param name="caller">Who publishes.</param>
    /// <param name="requests">The publishes; null entries are refused.</param>
    /// <param name="field">The field of the request that lists them.</param>
    /// <param name="cancellationToken">Cancelled when the caller is gone: what was published stays.</param>
    public async ValueTask<Outcome<PublishResults>> PublishAsync(ChannelCaller caller, IReadOnlyList<PublishRequest?> requests, string field, CancellationToken cancellationToken)
    {
        var outcomes = new PublishOutcome[requests.Count];
        var channels = requests.Index().GroupBy(entry => entry.Item?.Channel, StringComparer.Ordinal);
        await Task.WhenAll(channels.Select(PublishInOrderAsync));
        return new PublishResults(outcomes);

        async Task PublishInOrderAsync(IEnumerable<(int Index, PublishRequest? Request)> ofChannel)
        {
            foreach (var (index, request) in ofChannel)
                outcomes[index] = await PublishOneAsync(caller, request, index, field, cancellationToken);
        }
    }

    private async ValueTask<PublishOutcome> PublishOneAsync(ChannelCaller caller, PublishRequest? request, int index, string field, CancellationToken cancellationToken)
    {
        if (request is null)
            return Refused(Refusal.BadRequest(field, $"{field} must not contain null"), index);
        try
        {
            return (await publishing.PublishAsync(caller, request, cancellationToken)).IsRefused(out var refusal, out var result)
                ? Refused(refusal, index)
                : new PublishOutcome(result.Position, result.Duplicate);
        }
        catch (EngineUnavailableException error)
        {
            return Refused(EngineRefusals.Of(error, "the engine does not answer; this was not stored; try again"), index);
        }
    }

    private static PublishOutcome Refused(Refusal refusal, int index) => new(Error: refusal.At(index).ToWireError());
}
