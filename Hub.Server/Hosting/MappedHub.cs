namespace RealtimeHub.Server.Hosting;

/// <summary>Whether this application's hub is mapped. Hubs of its own stand behind what that adds.</summary>
internal sealed class MappedHub
{
    private int mapped;

    public bool IsMapped => Volatile.Read(ref mapped) == 1;

    /// <summary>False when it was mapped before.</summary>
    public bool TryMap() => Interlocked.Exchange(ref mapped, 1) == 0;
}
