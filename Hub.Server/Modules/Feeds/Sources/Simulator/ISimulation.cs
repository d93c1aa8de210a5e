using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>Something that changes by chance. Used by one caller.</summary>
internal interface ISimulation
{
    string Title { get; }

    string Description { get; }

    IReadOnlyList<FeedField> Fields { get; }

    /// <summary>How many updates a second it gives while someone watches, unless configured.</summary>
    int UpdatesPerSecond { get; }

    /// <summary>Every key once, with its whole value as of now.</summary>
    IReadOnlyList<FeedUpdate> All(DateTimeOffset now);

    /// <summary>The next changes: as many as asked for, the same key more than once where it changed more than once.</summary>
    IReadOnlyList<FeedUpdate> Next(DateTimeOffset now, int count);
}
