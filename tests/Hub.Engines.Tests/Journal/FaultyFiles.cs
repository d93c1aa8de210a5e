using System.Collections.Concurrent;
using RealtimeHub.Server.Engines.Journal.Files;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>The machine's files with faults on demand.</summary>
internal sealed class FaultyFiles(IJournalFiles inner) : IJournalFiles
{
    private int waitingSyncs;

    public bool FailSyncs { get; set; }

    /// <summary>Writes fail for want of room, after this share of the bytes was written.</summary>
    public double? FullAfter { get; set; }

    /// <summary>Writes that would make a file longer than this fail for want of room; nothing of them is written.</summary>
    public long? MostLength { get; set; }

    /// <summary>Syncs do nothing: for tests that start very often.</summary>
    public bool SkipSyncs { get; set; }

    /// <summary>Syncs wait until this is set.</summary>
    public ManualResetEventSlim MaySync { get; } = new(true);

    /// <summary>When set, each sync takes one, and waits for it.</summary>
    public SemaphoreSlim? SyncPermits { get; set; }

    /// <summary>How many syncs wait for a permit.</summary>
    public int WaitingSyncs => Volatile.Read(ref waitingSyncs);

    public string? OtherBootId { get; set; }

    public string? BootId => OtherBootId ?? inner.BootId;

    public int SyncCount { get; private set; }

    /// <summary>What of each file the disk has for certain, by name.</summary>
    public ConcurrentDictionary<string, DiskState> Disk { get; } = new();

    public void CreateFolder(string path) => inner.CreateFolder(path);

    public IDisposable Lock(string path) => inner.Lock(path);

    public IJournalFile Create(string path)
    {
        if (FullAfter is not null)
            throw new StorageFullException("no room");
        return new FaultyFile(this, inner.Create(path), path);
    }

    public IJournalFile Open(string path, bool writable) => new FaultyFile(this, inner.Open(path, writable), path);

    public IReadOnlyList<string> List(string folder) => inner.List(folder);

    public void Rename(string from, string to) => inner.Rename(from, to);

    public void Delete(string path) => inner.Delete(path);

    public void SyncFolder(string path)
    {
        FailIfTold();
        if (!SkipSyncs)
            inner.SyncFolder(path);
    }

    private void AwaitPermit()
    {
        if (SyncPermits is not { } permits)
            return;
        Interlocked.Increment(ref waitingSyncs);
        permits.Wait();
        Interlocked.Decrement(ref waitingSyncs);
    }

    private void FailIfTold()
    {
        SyncCount++;
        if (FailSyncs)
            throw new IOException("syncing failed: input/output error");
    }

    private sealed class FaultyFile(FaultyFiles files, IJournalFile file, string path) : IJournalFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long position) => file.Read(buffer, position);

        public void Write(ReadOnlySpan<byte> bytes, long position)
        {
            if (position + bytes.Length > files.MostLength)
                throw new StorageFullException("no room");
            lock (State)
                State.Unsynced.Add((position, bytes.Length));
            if (files.FullAfter is { } share)
            {
                file.Write(bytes[..(int)(bytes.Length * share)], position);
                throw new StorageFullException("no room");
            }

            file.Write(bytes, position);
        }

        public void Sync()
        {
            files.MaySync.Wait();
            files.AwaitPermit();
            files.FailIfTold();
            if (!files.SkipSyncs)
                file.Sync();
            lock (State)
            {
                State.SyncedLength = file.Length;
                State.Unsynced.Clear();
            }
        }

        public void Truncate(long length) => file.Truncate(length);

        private DiskState State => files.Disk.GetOrAdd(Path.GetFileName(path), static _ => new DiskState());

        public void Dispose() => file.Dispose();
    }
}

/// <summary>What of a file the disk has for certain.</summary>
internal sealed class DiskState
{
    /// <summary>How long the file was when it was last synced.</summary>
    public long SyncedLength { get; set; }

    /// <summary>What was written since.</summary>
    public List<(long Position, int Length)> Unsynced { get; } = [];
}
