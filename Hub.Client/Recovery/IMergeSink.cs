using RealtimeHub.Shared;

namespace RealtimeHub.Client.Recovery;

/// <summary>Where merged publications go.</summary>
internal interface IMergeSink
{
    /// <summary>Takes the next publication; false when there is no room for it. In state mode there always is.</summary>
    bool TryDeliver(Publication publication, ChannelMode mode);

    /// <summary>Takes the news that what follows doesn't continue what went before.</summary>
    void Deliver(Reset reset);
}
