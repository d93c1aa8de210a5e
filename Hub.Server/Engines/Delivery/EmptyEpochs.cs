using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Delivery;

/// <summary>
/// The epoch of channels that were never published to, where an engine keeps one over restarts. A channel whose publications are
/// not stored can't have it: after a restart it would begin again under the epoch that it had.
/// </summary>
/// <param name="isStored">Whether what is published to a channel is stored.</param>
internal sealed class EmptyEpochs(Func<ChannelName, bool> isStored)
{
    /// <summary>The epoch; null while the engine has not read it.</summary>
    public string? Stored { get; set; }

    /// <summary>The epoch of an empty channel; null when it has the one of this run.</summary>
    public string? Of(ChannelName name) => Stored is { } epoch && isStored(name) ? epoch : null;
}
