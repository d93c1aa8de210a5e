using RealtimeHub.Server.Engines.Journal.Files;

namespace RealtimeHub.Server.Tests.Identity;

/// <summary>The machine's files; keeps what was synced, and where the key was then.</summary>
internal sealed class SyncRecorder(string keyPath) : IJournalFiles
{
    private readonly SystemFiles inner = SystemFiles.Instance;

    private string KeyPath { get; } = keyPath;

    public List<string> Syncs { get; } = [];

    public bool Fails { get; init; }

    public string? BootId => inner.BootId;

    public void CreateFolder(string path) => inner.CreateFolder(path);

    public IDisposable Lock(string path) => inner.Lock(path);

    public IJournalFile Create(string path) => new RecordedFile(this, inner.Create(path));

    public IJournalFile Open(string path, bool writable) => inner.Open(path, writable);

    public IReadOnlyList<string> List(string folder) => inner.List(folder);

    public void Rename(string from, string to) => inner.Rename(from, to);

    public void Delete(string path) => inner.Delete(path);

    public void SyncFolder(string path)
    {
        Syncs.Add(!File.Exists(KeyPath) ? "too early" : path == Path.GetDirectoryName(KeyPath) ? "folder with the key" : "parent folder");
        inner.SyncFolder(path);
    }

    private sealed class RecordedFile(SyncRecorder files, IJournalFile file) : IJournalFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long position) => file.Read(buffer, position);

        public void Write(ReadOnlySpan<byte> bytes, long position) => file.Write(bytes, position);

        public void Sync()
        {
            if (files.Fails)
                throw new SyncFailedException("syncing failed");
            file.Sync();
            files.Syncs.Add($"file, {file.Length} bytes, {(File.Exists(files.KeyPath) ? "in place" : "not in place yet")}");
        }

        public void Truncate(long length) => file.Truncate(length);

        public void Dispose() => file.Dispose();
    }
}
