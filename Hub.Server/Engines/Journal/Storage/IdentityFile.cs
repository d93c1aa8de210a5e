using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>The file that holds a journal's identity. Without it the headers of the segments still have the secret.</summary>
internal sealed class IdentityFile(string folder, IJournalFiles files)
{
    private readonly AtomicFile file = new(folder, JournalIdentity.FileName, files);

    /// <summary>The identity; null when the file is gone or damaged.</summary>
    public JournalIdentity? Read() => file.Read() is { } bytes ? JournalIdentity.Read(bytes) : null;

    public void Write(JournalIdentity identity) => file.Replace(identity.ToBytes());
}
