using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>Code of this server that follows a channel next to its subscribers. Called in the channel's order, under no lock; it must neither block nor throw.</summary>
internal interface ILiveListener
{
    /// <summary>Publications in order of their offsets, each once.</summary>
    void OnPublications(string epoch, IReadOnlyList<Publication> publications);

    /// <summary>A signal.</summary>
    void OnSignal(Signal signal);

    /// <summary>The channel continues at a position of another epoch.</summary>
    void OnReset(Position position);
}
