using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Delivery;

/// <summary>A channel as an embedded engine holds it. Every member is used under <see cref="Gate"/>.</summary>
internal abstract class EngineChannel(ChannelName name)
{
    public ChannelName Name { get; } = name;

    public Lock Gate { get; } = new();

    public abstract Position Position { get; }

    /// <summary>True when forgetting it would lose nothing but its head.</summary>
    public abstract bool IsForgettable { get; }

    /// <summary>Null until the channel was first listened to.</summary>
    public ChannelDelivery? Delivery { get; set; }

    /// <summary>When it was last used, Unix milliseconds.</summary>
    public long UsedTime { get; set; }

    /// <summary>True once the table has dropped it: code that still has it must look it up again.</summary>
    public bool Forgotten { get; set; }

    public abstract void Trim(long now);
}
