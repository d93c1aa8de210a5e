using System.Collections.Concurrent;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>The segments of a journal, by number. Safe to use from any thread.</summary>
internal sealed class SegmentFolder(string folder, IJournalFiles files) : IDisposable
{
    private readonly ConcurrentDictionary<int, Segment> segments = new();
    private int newest;
    private long writtenBytes;

    public string Path { get; } = folder;

    /// <summary>What makes the journal itself. Known once a start has read it.</summary>
    public JournalIdentity Identity { get; set; } = new(RecordSeal.Legacy, "", IsUpgrading: false, TimeSpan.Zero);

    /// <summary>The secret that records are sealed with.</summary>
    public RecordSeal Seal => Identity.Seal;

    public IJournalFiles Files { get; } = files;

    /// <summary>The segments in the order of their records.</summary>
    public IReadOnlyList<Segment> InOrder => [.. segments.Values.OrderBy(segment => segment.Header.First)];

    /// <summary>How many bytes of records were ever written in this run.</summary>
    public long WrittenBytes => Interlocked.Read(ref writtenBytes);

    public long Bytes => segments.Values.Sum(segment => segment.Length);

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public string PathOf(int number) => PathOf(SegmentHeader.FileName(number));

    public Segment? Find(int number) => segments.GetValueOrDefault(number);

    public void Add(Segment segment)
    {
        segments[segment.Number] = segment;
        SawNumber(segment.Number);
    }

    /// <summary>Never to use this number for a new segment.</summary>
    public void SawNumber(int number)
    {
        int seen;
        while ((seen = Volatile.Read(ref newest)) < number && Interlocked.CompareExchange(ref newest, number, seen) != seen)
        {
        }
    }

    public void CountWritten(int bytes) => Interlocked.Add(ref writtenBytes, bytes);

    public int NextNumber() => Interlocked.Increment(ref newest);

    /// <summary>Begins the segment behind another one. On return it is on the disk, the folder too.</summary>
    /// <param name="before">The segment that was written until now.</param>
    /// <param name="note">Told of the new one before it counts: what it writes down must say that the segment is there.</param>
    /// <exception cref="IOException">It can't be begun; nothing is left of it.</exception>
    public Segment Begin(Segment? before, Action<Segment>? note = null)
    {
        var number = NextNumber();
        var header = new SegmentHeader(number, number, number, before?.Number ?? 0, before?.Length ?? 0, Seal);
        var segment = Create(header, PathOf(number));
        try
        {
            segment.File.Sync();
            Files.SyncFolder(Path);
            note?.Invoke(segment);
        }
        catch (IOException)
        {
            Discard(segment, PathOf(number));
            throw;
        }

        Add(segment);
        return segment;
    }

    /// <summary>Creates a file with a header.</summary>
    public Segment Create(SegmentHeader header, string path)
    {
        var segment = new Segment(header, CreateFile(header.Number, path), SegmentHeader.Length);
        try
        {
            segment.File.Write(header.ToBytes(), 0);
            return segment;
        }
        catch (IOException)
        {
            Discard(segment, path);
            throw;
        }
    }

    private IJournalFile CreateFile(int number, string path)
    {
        try
        {
            return Files.Create(path);
        }
        catch (IOException)
        {
            // There is none with this number: the next try may have it.
            Interlocked.CompareExchange(ref newest, number - 1, number);
            throw;
        }
    }

    /// <summary>Takes segments out, and their files away. Reads that have begun on them start again elsewhere.</summary>
    public void Forget(IReadOnlyCollection<Segment> gone, bool deleteFiles = true)
    {
        foreach (var segment in gone)
        {
            segments.TryRemove(segment.Number, out _);
            segment.Dispose();
            if (deleteFiles)
                Files.Delete(PathOf(segment.Number));
        }

        if (deleteFiles)
            Files.SyncFolder(Path);
    }

    public void Discard(Segment segment, string path)
    {
        segment.Dispose();
        try
        {
            Files.Delete(path);
        }
        catch (IOException)
        {
            // What is left has no records; the next start takes it away.
        }
    }

    public void Dispose()
    {
        foreach (var segment in segments.Values)
            segment.Dispose();
    }
}
