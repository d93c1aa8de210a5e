namespace RealtimeHub.Server.Engines.Delivery;

/// <summary>What delivering logs.</summary>
internal static partial class DeliveryMessages
{
    [LoggerMessage(LogLevel.Error, "The listener of the engine failed")]
    public static partial void ListenerFailed(this ILogger logger, Exception reason);
}
