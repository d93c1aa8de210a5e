using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RealtimeHub.Documents.Load;

/// <summary>
/// What the machine itself did meanwhile, so that a long latency can be told from a slow server: the longest that a thread of the generator's core waited beyond a sleep of
/// 5 ms, and the longest that the disk took to sync 300 bytes, every 20 ms.
/// </summary>
internal sealed partial class Pauses : IDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Thread[] threads;
    private readonly string file;
    private long longestWait;
    private long longestSync;

    public Pauses(string folder)
    {
        Directory.CreateDirectory(folder);
        file = Path.Combine(folder, "pauses");
        threads = [new Thread(Wait) { IsBackground = true }, new Thread(Sync) { IsBackground = true }];
        foreach (var thread in threads)
            thread.Start();
    }

    /// <summary>The longest since this was last read.</summary>
    public (TimeSpan Wait, TimeSpan Sync) Take() =>
        (Stopwatch.GetElapsedTime(0, Interlocked.Exchange(ref longestWait, 0)), Stopwatch.GetElapsedTime(0, Interlocked.Exchange(ref longestSync, 0)));

    public void Dispose()
    {
        end.Cancel();
        foreach (var thread in threads)
            thread.Join();
        end.Dispose();
        File.Delete(file);
    }

    private void Wait()
    {
        var sleep = TimeSpan.FromMilliseconds(5);
        while (!end.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            end.Token.WaitHandle.WaitOne(sleep);
            Raise(ref longestWait, Stopwatch.GetTimestamp() - start - (long)(sleep.TotalSeconds * Stopwatch.Frequency));
        }
    }

    private void Sync()
    {
        using var handle = File.OpenHandle(file, FileMode.Create, FileAccess.Write);
        var bytes = new byte[300];
        for (long at = 0; !end.IsCancellationRequested; at += bytes.Length)
        {
            RandomAccess.Write(handle, bytes, at);
            var start = Stopwatch.GetTimestamp();
            if (FdataSync(handle) != 0)
                throw new IOException($"the disk of {file} does not sync");
            Raise(ref longestSync, Stopwatch.GetTimestamp() - start);
            end.Token.WaitHandle.WaitOne(20);
        }
    }

    private static void Raise(ref long longest, long one)
    {
        for (var known = Volatile.Read(ref longest); one > known;)
            known = Interlocked.CompareExchange(ref longest, one, known) is var before && before == known ? one : before;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FdataSync(SafeFileHandle file);
}
