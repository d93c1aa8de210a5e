namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>How long a processor has done what since the start of the machine, in ticks.</summary>
internal readonly record struct ProcessorTimes(long User, long System, long Idle, long IoWait, long Other);

/// <summary>Reads <c>/proc/stat</c>.</summary>
internal static class ProcStat
{
    /// <summary>The times of <c>cpu</c> (all together) and <c>cpu0</c>, <c>cpu1</c> … in the file's order.</summary>
    public static IReadOnlyList<KeyValuePair<string, ProcessorTimes>> Parse(string text)
    {
        var processors = new List<KeyValuePair<string, ProcessorTimes>>();
        foreach (var line in text.Split('\n'))
        {
            if (!line.StartsWith("cpu", StringComparison.Ordinal))
                continue;
            var words = ProcFiles.Words(line);
            if (words.Length >= 5 && words[0].AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0)
                processors.Add(new(words[0], Times(words)));
        }

        return processors;
    }

    /// <summary>user nice system idle [iowait irq softirq steal guest guest_nice]: guests' time is in user and nice already.</summary>
    private static ProcessorTimes Times(string[] words)
    {
        return new ProcessorTimes(At(1) + At(2), At(3) + At(6) + At(7), At(4), At(5), At(8));

        long At(int index) => index < words.Length ? ProcFiles.Counter(words[index]) : 0;
    }
}
