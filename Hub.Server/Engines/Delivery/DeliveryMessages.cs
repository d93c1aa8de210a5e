namespace RealtimeHub.Server.Engines.Delivery;

/// <summary>What delivering logs.</summary>
internal static partial class DeliveryMessages
{
    [LoggerMessage(7, LogLevel.Error, "What hears the engine failed")]
    public static partial void ListenerFailed(this ILogger logger, Exception reason);
}
