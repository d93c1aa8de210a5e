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

    /// <summary>The offset up to which the stored values of its feed were looked at; null where it isn't known.</summary>
    public long? LookedAt { get; private set; } = stored.BaseOffset;

    /// <summary>
    /// Whether a stored value is one that it has to look at. Offsets tell, but where the channel has a new epoch since (its head is before what was looked at) and in
    /// alerts without an offset: there the time tells.
    /// </summary>
    public bool IsDue(StoredValue value) => LookedAt is { } offset && offset <= value.Head ? value.Offset > offset : value.Time > Stored.Alert.CreatedTime;

    /// <summary>
    /// Takes a number of a stored value, as it was or would have been taken when it came. One like the number before it is left out: the stored value is whole, so a
    /// patch of other fields and the mark of a silent source repeat a number that has been looked at.
    /// </summary>
    public void TakeStored(ReadOnlySpan<byte> name, StoredValue value, double number)
    {
        if (number != Trigger.Last)
            Take(name, value.Time, number);
        else if (name.SequenceEqual(field))
            Trigger.Seed(value.Time, number);
    }

    /// <summary>Notes that it has looked at a stored value.</summary>
    public void Passed(StoredValue value) => LookedAt = value.Offset;

    /// <summary>Takes a number of its key, of whichever field.</summary>
    public void Take(ReadOnlySpan<byte> name, long time, double number)
    {
        if (Fired is null && name.SequenceEqual(field) && Trigger.Fires(time, number))
            Fired = number;
    }
}
