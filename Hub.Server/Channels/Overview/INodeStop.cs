namespace RealtimeHub.Server.Channels.Overview;

/// <summary>Ends this process in order, for operators.</summary>
internal interface INodeStop
{
    /// <summary>Whether it has begun.</summary>
    bool HasBegun { get; }

    /// <summary>Begins the drain and returns; the process ends behind it. Once begun it can't be called off.</summary>
    void Begin();
}
