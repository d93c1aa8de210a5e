using System.Globalization;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Inspection;

/// <summary>The console's <c>journal</c> commands, from words to an exit code.</summary>
internal sealed class JournalCommands(TimeProvider time, TextWriter output, TextWriter error)
{
    /// <summary>Everything is well.</summary>
    public const int Good = 0;

    /// <summary>Damage was found.</summary>
    public const int Damaged = 1;

    /// <summary>The folder can't be read or written.</summary>
    public const int Failed = 3;

    /// <summary>The words make no command.</summary>
    public const int Misused = 2;

    private const string Usage = """
        usage: journal check DIR            looks at every record; exit code 1 when any is damaged
               journal stat DIR             how much is in it
               journal dump DIR [CHANNEL]   what can be read, as lines of JSON
               journal backup DIR TARGET    copies the folder of a server that runs
        """;

    /// <summary>Runs <c>check|stat|dump|backup</c> with its words. Changes nothing in the journal's folder.</summary>
    public int Run(IReadOnlyList<string> words)
    {
        try
        {
            switch (words)
            {
                case ["check", var folder]:
                    return Check(folder);
                case ["stat", var folder]:
                    return Stat(folder);
                case ["dump", var folder]:
                    return Dump(folder, null);
                case ["dump", var folder, var channel] when ChannelName.TryParse(channel, out var name, out _):
                    return Dump(folder, name);
                case ["backup", var folder, var target]:
                    return Backup(folder, target);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"journal: {e.Message}");
            return Failed;
        }

        error.WriteLine(Usage);
        return Misused;
    }

    private int Check(string path)
    {
        using var folder = JournalFolder.Open(path, time);
        var check = JournalCheck.Of(folder);
        Line($"{check.Segments} segments, {check.Records} records");
        foreach (var damage in check.Damages)
            Line($"damaged: {damage}");
        if (check.TornBytes > 0)
            Line($"{check.TornBytes} bytes at the end were cut off while they were written; the next start takes them away");
        if (check.Repairs is { } repairs)
            Line($"the next start repairs: {repairs}");
        var good = check.Damages.Count == 0 && folder.Start.DamagedRecords == 0;
        Line($"{(good ? "good" : "damaged")}");
        return good ? Good : Damaged;
    }

    private int Stat(string path)
    {
        using var folder = JournalFolder.Open(path, time);
        var statistics = JournalStatistics.Of(folder);
        Line($"{statistics.Segments} segments, {statistics.Bytes} bytes, {statistics.LiveBytes} of them live");
        Line($"{"namespace",-20} {"channels",10} {"kept",12} {"keys",12} {"published",12}");
        foreach (var one in statistics.Namespaces)
            Line($"{one.Namespace,-20} {one.Channels,10} {one.Publications,12} {one.Keys,12} {one.Published,12}");
        return Good;
    }

    private int Dump(string path, ChannelName? channel)
    {
        using var folder = JournalFolder.Open(path, time);
        new JournalDump(folder, output).Write(channel);
        return Good;
    }

    private int Backup(string path, string target)
    {
        var bytes = JournalBackup.Copy(path, target);
        using var copy = JournalFolder.Open(target, time);
        Line($"{bytes} bytes copied, {copy.Channels.Count} channels");
        return Good;
    }

    private void Line(FormattableString line) =>  output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
