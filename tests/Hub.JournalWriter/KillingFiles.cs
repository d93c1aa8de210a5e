using System.Diagnostics;
using RealtimeHub.Server.Engines.Journal.Files;

namespace RealtimeHub.JournalWriter;

/// <summary>The machine's files, until the n-th operation that changes anything: there the process ends as if its plug were pulled.</summary>
internal sealed class KillingFiles(IJournalFiles inner, int killAt, KillMoment moment) : IJournalFiles
{
    private int count;

    public string? BootId => inner.BootId;

    public void CreateFolder(string path) => inner.CreateFolder(path);

    public IDisposable Lock(string path) => inner.Lock(path);

    public IJournalFile Create(string path) => Do("create", path, () => new KillingFile(this, inner.Create(path), path));

    public IJournalFile Open(string path, bool writable) => new KillingFile(this, inner.Open(path, writable), path);

    public IReadOnlyList<string> List(string folder) => inner.List(folder);

    public void Rename(string from, string to) => Do("rename", from, () => inner.Rename(from, to));

    public void Delete(string path) => Do("delete", path, () => inner.Delete(path));

    public void SyncFolder(string path) => Do("sync", "folder", () => inner.SyncFolder(path));

    private void Do(string act, string path, Action action) => Do(act, path, () =>
    {
        action();
        return true;
    });

    private T Do<T>(string act, string path, Func<T> action, Action? half = null)
    {
        var isTheOne = Interlocked.Increment(ref count) == killAt;
        if (isTheOne)
            Console.Error.WriteLine($"killed {moment} {act} {KindOf(path)}");
        if (isTheOne && moment == KillMoment.Before)
            Kill();
        if (isTheOne && moment == KillMoment.Within)
        {
            half?.Invoke();
            Kill();
        }

        var result = action();
        if (isTheOne)
            Kill();
        return result;
    }

    private static string KindOf(string path) => Path.GetFileName(path) switch
    {
        var name when name.EndsWith(".unfinished", StringComparison.Ordinal) => "rewritten segment",
        var name when name.EndsWith(".segment", StringComparison.Ordinal) => "segment",
        var name => name,
    };

    private static void Kill()
    {
        Process.GetCurrentProcess().Kill();
        // SIGKILL is on its way: nothing more may be done.
        new ManualResetEventSlim(false).Wait();
    }

    private sealed class KillingFile(KillingFiles files, IJournalFile file, string path) : IJournalFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long position) => file.Read(buffer, position);

        public void Write(ReadOnlySpan<byte> bytes, long position)
        {
            var all = bytes.ToArray();
            files.Do(
                "write",
                path,
                () =>
                {
                    file.Write(all, position);
                    return true;
                },
                half: () => file.Write(all.AsSpan(0, all.Length / 2), position));
        }

        public void Sync() => files.Do("sync", path, file.Sync);

        public void Truncate(long length) => files.Do("truncate", path, () => file.Truncate(length));

        public void Dispose() => file.Dispose();
    }
}

internal enum KillMoment
{
    Before,
    Within,
    After,
}
