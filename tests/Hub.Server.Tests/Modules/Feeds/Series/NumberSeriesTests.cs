using RealtimeHub.Server.Modules.Feeds.Series;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Series;

public class NumberSeriesTests
{
    private const long Start = 1_796_053_920_000;
    private readonly NumberSeries series = new();

    [Fact]
    public void Read_ValuesOfABucket_AreSummedUp()
    {
        foreach (var (at, value) in new[] { (0, 5d), (100, 9), (900, 2), (999, 4), (1_000, 7) })
            series.Add(Start + at, value);

        Assert.Equal([new(Start, 5, 9, 2, 4, 5, 4), new(Start + 1_000, 7, 7, 7, 7, 7, 1)], Read(1_000));
        Assert.Equal([new(Start, 5, 9, 2, 7, 5.4, 5)], Read(60_000));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(5_000)]
    [InlineData(60_000)]
    [InlineData(300_000)]
    public void Read_MoreThanTheSecondsHold_CountsEveryValueOnce(long width)
    {
        // Twenty minutes by the second, begun in the midst of a minute.
        for (var i = 17; i < 1_200; i++)
            series.Add(Start + (i * 1_000), i);

        var buckets = Read(width);

        Assert.Equal(1_183, buckets.Sum(bucket => bucket.Count));
        Assert.Equal((17d, 1_199d), (buckets[0].Open, buckets[^1].Close));
        Assert.Equal(buckets.Select(bucket => bucket.Time).Distinct().Order(), buckets.Select(bucket => bucket.Time));
        Assert.All(buckets, bucket => Assert.Equal(0, bucket.Time % width));
        Assert.All(buckets, bucket => Assert.True(bucket.Low <= bucket.Mean && bucket.Mean <= bucket.High));
    }

    [Fact]
    public void Read_LastMinutes_AreByTheSecond()
    {
        for (var i = 0; i < 1_200; i++)
            series.Add(Start + (i * 1_000), i);

        Assert.True(Read(1_000).Count(bucket => bucket.Count == 1) >= 240);
    }

    [Fact]
    public void Add_MoreThanThreeHours_OldestMinutesGo()
    {
        for (var i = 0; i < 200 * 10; i++)
            series.Add(Start + (i * 6_000), i);

        var buckets = Read(60_000);

        Assert.Equal((180, 200d, 1_999d, 10), (buckets.Count, buckets[0].Open, buckets[^1].Close, buckets[0].Count));
    }

    [Fact]
    public void Restore_MinuteThatGoesOn_CountsEveryValueOnce()
    {
        series.Restore(new Bucket { Time = Start, Open = 1, High = 3, Low = 1, Close = 2, Sum = 6, Count = 3 });
        series.Add(Start + 30_000, 10);
        series.Add(Start + 60_000, 20);

        Assert.Equal([new(Start, 1, 10, 1, 10, 4, 4), new(Start + 60_000, 20, 20, 20, 20, 20, 1)], Read(60_000));
        Assert.Equal(5, Read(1_000).Sum(bucket => bucket.Count));
    }

    [Fact]
    public void Add_ClockThatStepsBack_CountsForTheNewestBucket()
    {
        series.Add(Start + 5_000, 1);
        series.Add(Start, 2);

        Assert.Equal([new(Start + 5_000, 1, 2, 1, 2, 1.5, 2)], Read(1_000));
    }

    [Fact]
    public void Read_BetweenTwoTimes_GivesOnlyThese()
    {
        for (var i = 0; i < 10; i++)
            series.Add(Start + (i * 1_000), i);

        Assert.Equal([3d, 4], series.Read(Start + 3_000, Start + 5_000, 1_000).Select(bucket => bucket.Open));
    }

    private IReadOnlyList<SeriesBucket> Read(long width) => series.Read(0, long.MaxValue, width);
}
