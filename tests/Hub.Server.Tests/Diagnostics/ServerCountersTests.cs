using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Tests.Diagnostics;

public class ServerCountersTests
{
    [Fact]
    public void Instruments_Read_GiveTheSums()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var counters = new ServerCounters(meters);
        counters.ConnectionOpened();
        counters.Subscribed();
        counters.Subscribed();
        counters.Unsubscribed();
        counters.Published("topic", 3);
        counters.Signalled();
        counters.Delivered(30);
        counters.Delivered();

        Assert.Equal(
            ["realtimehub.server.deliveries {delivery} 31", "realtimehub.server.publications {publication} 3", "realtimehub.server.signals {signal} 1", "realtimehub.server.subscriptions {subscription} 1"],
            Read(meters));
        Assert.Equal(1, counters.Connections);
        counters.ConnectionClosed();
        Assert.Equal(0, counters.Connections);
    }

    [Fact]
    public void Counts_FromManyThreads_AreExact()
    {
        using var counters = new ServerCounters();
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
                counters.Delivered(2);
        });
        Assert.Equal(160_000, counters.Deliveries);
    }

    private static List<string> Read(IMeterFactory meters)
    {
        var read = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ServerCounters.MeterName && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => read.Add($"{instrument.Name} {instrument.Unit} {value}"));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. read.Order(StringComparer.Ordinal)];
    }
}
