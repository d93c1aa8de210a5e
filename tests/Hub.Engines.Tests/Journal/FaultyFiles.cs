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

    /// <summary>No file can be created, for this reason.</summary>
    public string? CreateFault { get; set; }

    /// <summary>Reads of exactly so many bytes give one wrong.</summary>
    public int? CorruptReadsOf { get; set; }

    /// <summary>Called before every operation that changes the folder, with what it does.</summary>
    public Action<string>? BeforeChange { get; set; }

    /// <summary>Syncs wait until this is set.</summary>
    public ManualResetEventSlim MaySync { get; } = new(true);

    /// <summary>When set, each sync takes one, and waits for it.</summary>
    public SemaphoreSlim? SyncPermits { get; set; }

    /// <summary>How many syncs wait, for a permit or for <see cref="MaySync"/>.</summary>
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
        BeforeChange?.Invoke("create " + Path.GetFileName(path));
        if (FullAfter is not null)
            throw new StorageFullException("no room");
        if (CreateFault is { } fault)
            throw new IOException(fault);
        return new FaultyFile(this, inner.Create(path), path);
    }

    public IJournalFile Open(string path, bool writable) => new FaultyFile(this, inner.Open(path, writable), path);

    public IReadOnlyList<string> List(string folder) => inner.List(folder);

    public void Rename(string from, string to)
    {
        BeforeChange?.Invoke("rename " + Path.GetFileName(from));
        inner.Rename(from, to);
    }

    public void Delete(string path)
    {
        BeforeChange?.Invoke("delete " + Path.GetFileName(path));
        inner.Delete(path);
    }

    public void SyncFolder(string path)
    {
        FailIfTold();
        if (!SkipSyncs)
            inner.SyncFolder(path);
    }

    private void AwaitPermit()
    {
        Interlocked.Increment(ref waitingSyncs);
        MaySync.Wait();
        SyncPermits?.Wait();
        Interlocked.Decrement(ref waitingSyncs);
    }

    private void FailIfTold()
    {
        SyncCount++;
        if (FailSyncs)
            throw new SyncFailedException("syncing failed: input/output error");
    }

    private sealed class FaultyFile(FaultyFiles files, IJournalFile file, string path) : IJournalFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long position)
        {
            var read = file.Read(buffer, position);
            if (buffer.Length == files.CorruptReadsOf && read > 4)
                buffer[read - 4] ^= 1;
            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes, long position)
        {
            files.BeforeChange?.Invoke("write " + Path.GetFileName(path));
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

        public void Truncate(long length)
        {
            files.BeforeChange?.Invoke("cut " + Path.GetFileName(path));
            file.Truncate(length);
        }

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
    public List<(long Position, int Length)> Unsynced { get; private init; } = [];

    public DiskState Copy() => new() { SyncedLength = SyncedLength, Unsynced = [.. Unsynced] };
}
