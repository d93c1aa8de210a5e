using System.Diagnostics;
using System.Security.Cryptography;
using RealtimeHub.Server.Engines.Journal.Files;

namespace RealtimeHub.Microbench.Journal;

/// <summary>The least that can be done: one thread that writes the same bytes in the same batches, and syncs.</summary>
internal static class PlainLoop
{
    /// <summary>Runs it; without <paramref name="syncEach"/> it syncs every 50 ms.</summary>
    public static Sample Run(string folder, double batch, double batchBytes, bool syncEach, TimeSpan length)
    {
        var files = SystemFiles.Instance;
        files.CreateFolder(folder);
        var bytes = new byte[Math.Max(1, (int)batchBytes)];
        RandomNumberGenerator.Fill(bytes);
        using var file = files.Create(Path.Combine(folder, "plain"));
        var ticks = new List<long>();
        var interval = Stopwatch.Frequency / 20;
        long position = 0;
        var watch = Stopwatch.StartNew();
        var synced = Stopwatch.GetTimestamp();
        while (watch.Elapsed < length)
        {
            var start = Stopwatch.GetTimestamp();
            file.Write(bytes, position);
            position += bytes.Length;
            if (syncEach || start - synced > interval)
            {
                file.Sync();
                synced = start;
            }

            ticks.Add(Stopwatch.GetTimestamp() - start);
        }

        watch.Stop();
        return Sample.Of((long)(ticks.Count * batch), watch.Elapsed, ticks, batch, batchBytes);
    }
}
