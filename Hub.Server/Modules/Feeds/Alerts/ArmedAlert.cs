using System.Text;

namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>An alert that waits for its value.</summary>
internal sealed class ArmedAlert(StoredAlert stored)
{
    private readonly byte[] field = Encoding.UTF8.GetBytes(stored.Alert.Field);

    public StoredAlert Stored { get; } = stored;

    public AlertTrigger Trigger { get; } = new(stored.Alert.Condition, stored.Alert.Value, stored.Alert.WithinMs ?? 0);

    /// <summary>The value that it fires at; null as long as it waits.</summary>
    public double? Fired { get; private set; }

    /// <summary>Takes a number of its key, of whichever field.</summary>
    public void Take(ReadOnlySpan<byte> name, long time, double number)
    {
        if (Fired is null && name.SequenceEqual(field) && Trigger.Fires(time, number))
            Fired = number;
    }
}
