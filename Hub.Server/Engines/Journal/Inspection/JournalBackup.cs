using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Starting;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Inspection;

/// <summary>
/// Copies a journal while a server uses it. Segments only grow at the end of the newest, and are opened before the first is
/// copied, so the copy has everything that was stored when it was begun, and of what came later a beginning.
/// </summary>
internal static class JournalBackup
{
    private const int MostTries = 10;
    private const int CopyBytes = 1 << 20;

    /// <summary>Copies into a folder that must not be there or be empty. Returns how many bytes it has.</summary>
    /// <exception cref="IOException">The journal can't be read, or the copy can't be written.</exception>
    public static long Copy(string folder, string target, IJournalFiles? files = null)
    {
        files ??= SystemFiles.Instance;
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new IOException("the folder for the backup is not empty");
        var (checkpoint, segments) = OpenAll(folder, files);
        try
        {
            files.CreateFolder(target);
            var bytes = segments.Sum(segment => CopyFile(segment.File, Path.Combine(target, segment.Name), files));
            if (checkpoint is not null)
                bytes += Write(checkpoint, Path.Combine(target, CheckpointFile.Name), files);
            if (new IdentityFile(folder, files).Read() is { } identity)
                new IdentityFile(target, files).Write(identity);
            // What is published from now on is not in it, so that every position must have another epoch.
            new UncleanShutdownMarker(target, files).SetCopied();
            files.SyncFolder(target);
            return bytes;
        }
        finally
        {
            foreach (var segment in segments)
                segment.File.Dispose();
        }
    }

    // A checkpoint and the segments that it names must belong together; a server that rewrites some meanwhile is tried again.
    private static (byte[]? Checkpoint, List<(string Name, IJournalFile File)> Segments) OpenAll(string folder, IJournalFiles files)
    {
        for (var left = MostTries; left > 0; left--)
        {
            var segments = new List<(string Name, IJournalFile File)>();
            try
            {
                var checkpoint = ReadCheckpoint(folder, files);
                foreach (var name in files.List(folder).Where(name => SegmentHeader.IsFileName(name, out _)).Order(StringComparer.Ordinal))
                    segments.Add((name, files.Open(Path.Combine(folder, name), writable: false)));
                if (segments.Count == 0)
                    throw new IOException("there is no journal in the folder");
                if (checkpoint is null || Names(checkpoint).All(name => segments.Exists(segment => segment.Name == name)))
                    return (checkpoint, segments);
            }
            catch (FileNotFoundException)
            {
                // Rewritten between listing and opening.
            }

            foreach (var segment in segments)
                segment.File.Dispose();
        }

        throw new IOException("the journal changes too fast to be copied; try again");
    }

    private static byte[]? ReadCheckpoint(string folder, IJournalFiles files)
    {
        if (!files.List(folder).Contains(CheckpointFile.Name))
            return null;
        using var file = files.Open(Path.Combine(folder, CheckpointFile.Name), writable: false);
        var bytes = new byte[file.Length];
        return bytes[..file.Read(bytes, 0)];
    }

    private static IEnumerable<string> Names(byte[] checkpoint)
    {
        try
        {
            return [.. Checkpoint.Read(checkpoint).Segments.Keys.Select(SegmentHeader.FileName)];
        }
        catch (DamagedException)
        {
            return [];
        }
    }

    private static long CopyFile(IJournalFile source, string path, IJournalFiles files)
    {
        using var copy = files.Create(path);
        var buffer = new byte[CopyBytes];
        long position = 0;
        for (int read; (read = source.Read(buffer, position)) > 0; position += read)
            copy.Write(buffer.AsSpan(0, read), position);
        copy.Sync();
        return position;
    }

    private static long Write(byte[] bytes, string path, IJournalFiles files)
    {
        using var copy = files.Create(path);
        copy.Write(bytes, 0);
        copy.Sync();
        return bytes.Length;
    }
}
