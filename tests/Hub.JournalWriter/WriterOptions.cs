using System.Globalization;
using RealtimeHub.Server.Engines;

namespace RealtimeHub.JournalWriter;

/// <summary>What the writer is told on its command line: words <c>name=value</c>.</summary>
internal sealed record WriterOptions
{
    public required string Folder { get; init; }

    /// <summary>Says which run this is, so that no value is ever published twice.</summary>
    public string Run { get; init; } = "0";

    /// <summary>The operation on files at which the process kills itself; 0 for never.</summary>
    public int KillAt { get; init; }

    public KillMoment Moment { get; init; }

    public Durability Durability { get; init; }

    /// <summary>How many appends each writer makes; 0 for as many as it can.</summary>
    public int Appends { get; init; }

    public int Writers { get; init; } = 4;

    /// <summary>Whether a writer that was refused goes on with its next value.</summary>
    public bool GoesOn { get; init; }

    public static WriterOptions Parse(IReadOnlyList<string> words)
    {
        var values = words.Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new WriterOptions
        {
            Folder = values["folder"],
            Run = values.GetValueOrDefault("run", "0"),
            KillAt = int.Parse(values.GetValueOrDefault("kill-at", "0"), CultureInfo.InvariantCulture),
            Moment = Enum.Parse<KillMoment>(values.GetValueOrDefault("moment", nameof(KillMoment.After))),
            Durability = Enum.Parse<Durability>(values.GetValueOrDefault("durability", nameof(Durability.Durable))),
            Appends = int.Parse(values.GetValueOrDefault("appends", "0"), CultureInfo.InvariantCulture),
            GoesOn = values.GetValueOrDefault("goes-on") == "true",
            Writers = int.Parse(values.GetValueOrDefault("writers", "4"), CultureInfo.InvariantCulture),
        };
    }
}
