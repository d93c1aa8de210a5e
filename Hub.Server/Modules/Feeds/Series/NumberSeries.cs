using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Series;

/// <summary>
/// What one number has been: seconds for the last minutes and minutes for the last hours. At most 27 KiB. Not thread-safe.
/// </summary>
internal sealed class NumberSeries
{
    public const int Seconds = 300;
    public const int Minutes = 180;
    public const long SecondMs = 1_000;
    public const long MinuteMs = 60_000;
    private readonly BucketRing seconds = new(SecondMs, Seconds);
    private readonly BucketRing minutes = new(MinuteMs, Minutes);

    // From here on the seconds have all that the minutes have.
    private long secondsFrom = long.MaxValue;

    /// <summary>The minutes, the oldest first.</summary>
    public BucketRing MinuteBuckets => minutes;

    public void Add(long time, double value)
    {
        if (secondsFrom == long.MaxValue)
            secondsFrom = minutes.Count > 0 && minutes[minutes.Count - 1].Time >= FloorOf(time, MinuteMs) ? CeilingOf(time) : FloorOf(time, MinuteMs);
        if (seconds.Add(time, value))
            secondsFrom = Math.Max(secondsFrom, CeilingOf(seconds[0].Time));
        minutes.Add(time, value);
    }

    /// <summary>Takes a stored minute; in order of time, before any value is added.</summary>
    public void Restore(in Bucket minute)
    {
        if (minutes.Count == 0 || minutes[minutes.Count - 1].Time < minute.Time)
            minutes.Append(minute);
        else if (minutes[minutes.Count - 1].Time == minute.Time && minutes[minutes.Count - 1].Count < minute.Count)
            minutes[minutes.Count - 1] = minute;
    }

    /// <summary>The buckets of a width between two times. What is known by the minute only is in the bucket in which its minute begins.</summary>
    public IReadOnlyList<SeriesBucket> Read(long from, long to, long widthMs)
    {
        var merged = new List<Bucket>();
        for (var i = 0; i < minutes.Count && minutes[i].Time < secondsFrom; i++)
            Merge(merged, minutes[i], from, to, widthMs);
        for (var i = 0; i < seconds.Count; i++)
        {
            if (seconds[i].Time >= secondsFrom)
                Merge(merged, seconds[i], from, to, widthMs);
        }

        return [.. merged.Select(bucket => new SeriesBucket(bucket.Time, bucket.Open, bucket.High, bucket.Low, bucket.Close, bucket.Sum / bucket.Count, bucket.Count))];
    }

    private static void Merge(List<Bucket> merged, Bucket bucket, long from, long to, long widthMs)
    {
        if (bucket.Time < from || bucket.Time >= to)
            return;
        bucket.Time = FloorOf(bucket.Time, widthMs);
        if (merged.Count > 0 && merged[^1].Time == bucket.Time)
        {
            var last = merged[^1];
            last.Add(bucket);
            merged[^1] = last;
        }
        else
        {
            merged.Add(bucket);
        }
    }

    private static long FloorOf(long time, long widthMs) => time - (time % widthMs);

    private static long CeilingOf(long time) => FloorOf(time + MinuteMs - 1, MinuteMs);
}
