using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>What waits for the reader of a subscription: a publication, a reset, or a mark that someone waits for.</summary>
internal sealed class Delivery
{
    /// <summary>A publication; replaced by a newer value of its key while it waits in a full buffer (state mode).</summary>
    public Publication? Publication { get; set; }

    public Reset? Reset { get; init; }

    /// <summary>Completed when everything before it has been handled.</summary>
    public TaskCompletionSource? Mark { get; init; }
}
