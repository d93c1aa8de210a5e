namespace RealtimeHub.Server.Modules.Feeds.Series;

/// <summary>The values of a time, added one after the other. 56 bytes.</summary>
internal struct Bucket
{
    /// <summary>When it begins, Unix milliseconds.</summary>
    public long Time;

    public double Open;
    public double High;
    public double Low;
    public double Close;
    public double Sum;
    public long Count;

    public static Bucket Of(long time, double value) => new() { Time = time, Open = value, High = value, Low = value, Close = value, Sum = value, Count = 1 };

    public void Add(double value)
    {
        (High, Low, Close) = (Math.Max(High, value), Math.Min(Low, value), value);
        Sum += value;
        Count++;
    }

    /// <summary>Adds the values of a later time.</summary>
    public void Add(in Bucket later)
    {
        (High, Low, Close) = (Math.Max(High, later.High), Math.Min(Low, later.Low), later.Close);
        Sum += later.Sum;
        Count += later.Count;
    }
}
