using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Starting;

/// <summary>
/// Opens what is in a journal's folder: settles its identity, upgrades segments of the first format, and sets segments of other
/// journals aside.
/// </summary>
/// <param name="segments">Gets the identity and the segments.</param>
/// <param name="epochs">Names the epoch of empty channels where a new one is needed.</param>
/// <param name="previous">What the last server left behind.</param>
/// <param name="change">Whether the folder may be changed; otherwise it is only read.</param>
internal sealed class FolderOpening(SegmentFolder segments, EpochSource epochs, PreviousRun previous, bool change)
{
    private readonly IdentityFile identityFile = new(segments.Path, segments.Files);
    private readonly List<string> notes = [];

    /// <summary>What was found wrong, in words.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Whether records of any channel may be missing.</summary>
    public bool LostAny { get; private set; }

    /// <exception cref="IOException">A file can't be read, is no file that a journal has, or the identity is lost.</exception>
    public void Run()
    {
        var names = segments.Files.List(segments.Path);
        if (change)
            DeleteUnfinished(names);
        var files = names.Where(name => SegmentHeader.IsFileName(name, out _)).Order(StringComparer.Ordinal).Select(Open).ToList();
        try
        {
            SettleIdentity(files);
            if (segments.Identity.IsUpgrading)
                Upgrade(files);
            foreach (var file in files)
                Add(file);
        }
        finally
        {
            foreach (var file in files.Where(file => segments.Find(file.Number)?.File != file.File))
                file.File.Dispose();
        }
    }

    private void DeleteUnfinished(IReadOnlyList<string> names)
    {
        foreach (var name in names.Where(name => name == CheckpointFile.NewName || name.EndsWith(SegmentHeader.UnfinishedExtension, StringComparison.Ordinal)))
            segments.Files.Delete(segments.PathOf(name));
    }

    private FoundSegment Open(string name)
    {
        _ = SegmentHeader.IsFileName(name, out var number);
        var file = segments.Files.Open(segments.PathOf(name), writable: change);
        var length = file.Length;
        if (length > Segment.MaxLength)
        {
            file.Dispose();
            throw new IOException($"'{name}' has {length} bytes, and a segment has at most {Segment.MaxLength}; it is not this journal's");
        }

        var head = new byte[SegmentHeader.Length];
        var read = file.Read(head, 0);
        return new FoundSegment(number, file, length, SegmentHeader.Read(head.AsSpan(0, read)));
    }

    // The file first; where it is lost the headers have the secret.
    private void SettleIdentity(List<FoundSegment> files)
    {
        if (identityFile.Read() is { } identity)
        {
            segments.Identity = identity;
            // A segment is begun right after the identity is written: without any, all that there was is gone.
            if (files.Count == 0 && change)
                Lose("all segments are missing");
            return;
        }

        var headers = files.Where(file => file.Header is not null).Select(file => file.Header!.Value).ToList();
        if (headers.Find(header => !header.IsLegacy) is { Number: > 0 } sealedHeader)
        {
            segments.Identity = new JournalIdentity(sealedHeader.Seal, epochs.Next(), IsUpgrading: false, TimeSpan.Zero);
            Lose($"'{JournalIdentity.FileName}' was missing or damaged and was made from a segment");
        }
        else if (files.Exists(file => file.Header is null && file.Length >= SegmentHeader.Length))
        {
            throw new IOException(
                $"'{JournalIdentity.FileName}' and the headers of all segments are missing or damaged, so that no record can be verified; restore a backup or move the folder away");
        }
        else
        {
            segments.Identity = new JournalIdentity(RecordSeal.Create(), epochs.Next(), IsUpgrading: headers.Count > 0, TimeSpan.Zero);
        }

        if (change)
            identityFile.Write(segments.Identity);
    }

    private void Upgrade(List<FoundSegment> files)
    {
        if (!change)
            throw new IOException("the journal has the format of an older version; start the server on it once to upgrade it");
        var upgrade = new FormatUpgrade(segments);
        var newest = files.Max(file => file.Header?.First ?? file.Number);
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Header is not { IsLegacy: true } header)
                continue;
            files[i].File.Dispose();
            upgrade.Segment(files[i].Number, header, mayBeTorn: previous.End != LastEnd.Stopped && header.First == newest);
            files[i] = Open(SegmentHeader.FileName(files[i].Number));
        }

        upgrade.Checkpoint();
        segments.Identity = segments.Identity with { IsUpgrading = false };
        identityFile.Write(segments.Identity);
        notes.Add("the journal was upgraded to the format of this version");
    }

    private void Add(FoundSegment found)
    {
        var number = found.Number;
        segments.SawNumber(number);
        if (found.Header is { } header && (header.Seal != segments.Seal || header.Number != number))
        {
            SetAside(found);
            return;
        }

        if (found.Length < SegmentHeader.Length)
        {
            DropEmpty(found);
            return;
        }

        if (found.Header is null)
            notes.Add($"the header of segment {number} is damaged");
        var known = found.Header ?? new SegmentHeader(number, number, number, 0, 0, segments.Seal);
        segments.Add(new Segment(known, found.File, found.Length));
    }

    // One that is shorter than its header was cut off while it was begun, unless a server has used it.
    private void DropEmpty(FoundSegment found)
    {
        if (previous.End == LastEnd.Stopped || found.Number <= previous.NewestSegment)
            Lose($"segment {found.Number} is empty");
        if (!change)
            return;
        found.File.Dispose();
        segments.Files.Delete(segments.PathOf(found.Number));
    }

    private void SetAside(FoundSegment found)
    {
        Lose($"segment {found.Number} belongs to another journal or place and was set aside");
        if (!change)
            return;
        found.File.Dispose();
        var path = segments.PathOf(found.Number);
        segments.Files.Rename(path, path + SegmentHeader.ForeignExtension);
        segments.Files.SyncFolder(segments.Path);
    }

    private void Lose(string what)
    {
        notes.Add(what);
        LostAny = true;
    }

    private sealed record FoundSegment(int Number, IJournalFile File, long Length, SegmentHeader? Header);
}
