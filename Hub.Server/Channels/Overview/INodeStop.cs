namespace RealtimeHub.Server.Channels.Overview;

/// <summary>Ends this process in order, for operators.</summary>
internal interface INodeStop
{
    /// <summary>Begins the drain and returns; the process ends behind it. Once begun it can't be called off.</summary>
    void Begin();
}
