using System.Security.Cryptography;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Identity;

/// <summary>The signing key of a development machine: created once and kept in the data folder, so that tokens stay valid over a restart.</summary>
internal static class DevelopmentKey
{
    public const string FileName = "development.key";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="InvalidConfigurationException">The data folder can't be used, or the file in it is not a key.</exception>
    public static SigningKey Open(string folder) => Open(folder, SystemFiles.Instance);

    /// <inheritdoc cref="Open(string)"/>
    public static SigningKey Open(string folder, IJournalFiles files)
    {
        try
        {
            MakeFolder(folder);
            var path = Path.Combine(folder, FileName);
            if (!File.Exists(path))
                Make(path, files);
            return new SigningKey(kid: null, Read(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException("Hub:DataPath", $"{FileName} can't be kept there ({e.GetType().Name})");
        }
    }

    /// <summary>The key that a server has made in its data folder; null where there is none.</summary>
    /// <exception cref="InvalidConfigurationException">The file in it is not a key, or can't be read.</exception>
    public static SigningKey? Find(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? new SigningKey(kid: null, Read(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException("Hub:DataPath", $"{FileName} there can't be read ({e.GetType().Name})");
        }
    }

    private static byte[] Read(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            throw new InvalidConfigurationException("Hub:DataPath", $"{FileName} there is a link, and links are not followed");
        if (file.Length != SigningKey.MinSecretBytes)
            throw new InvalidConfigurationException("Hub:DataPath", $"{FileName} there is not a key; remove it, and a new one is made");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new InvalidConfigurationException("Hub:DataPath", $"{FileName} there can be read by other users; remove it, and a new one is made");
        return File.ReadAllBytes(path);
    }

    // Written aside, synced and moved, so that two processes that start together agree on one whole key, and a loss of power
    // leaves a whole one or none. Tokens signed with it must not outlive it.
    private static void Make(string path, IJournalFiles files)
    {
        var aside = $"{path}.{Guid.NewGuid():N}";
        using (var file = files.Create(aside))
        {
            file.Write(RandomNumberGenerator.GetBytes(SigningKey.MinSecretBytes), 0);
            file.Sync();
        }

        ExclusiveMove.TryRun(aside, path);

        var folder = Path.GetDirectoryName(path)!;
        files.SyncFolder(folder);
        // The folder itself may be new.
        files.SyncFolder(Path.GetDirectoryName(folder) ?? folder);
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }
}
