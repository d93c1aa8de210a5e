using System.Buffers;
using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>What was measured of one thing.</summary>
/// <param name="Key">The feed's key.</param>
/// <param name="Figures">Its fields, in a fixed order.</param>
internal sealed record HostReading(string Key, IReadOnlyList<Figure> Figures)
{
    /// <summary>The fields as a flat object.</summary>
    public Payload ToPayload()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var figure in Figures)
                Write(writer, figure);
            writer.WriteEndObject();
        }

        return new Payload(PayloadEncoding.Json, buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, Figure figure)
    {
        // Large doubles would be written with an exponent.
        if (figure.Value == Math.Truncate(figure.Value) && Math.Abs(figure.Value) < 1L << 53)
            writer.WriteNumber(figure.Name, (long)figure.Value);
        else
            writer.WriteNumber(figure.Name, figure.Value);
    }
}

/// <summary>One number.</summary>
internal readonly record struct Figure(string Name, double Value)
{
    /// <summary>A share of something, 0 to 100, to one decimal.</summary>
    public static Figure Percent(string name, double part, double whole) =>
        new(name, whole <= 0 ? 0 : Math.Round(Math.Clamp(part / whole * 100, 0, 100), 1));

    /// <summary>A whole number.</summary>
    public static Figure Whole(string name, double value) => new(name, Math.Round(value));
}

/// <summary>Measures one part of the machine. Used by one caller; what it needs of the time before, it keeps.</summary>
internal interface IHostCollector
{
    /// <summary>Gives what can be told now: nothing where the system has no such thing, or where a rate has no second sample yet.</summary>
    /// <param name="now">The time since the server's start.</param>
    IEnumerable<HostReading> Collect(TimeSpan now);
}
