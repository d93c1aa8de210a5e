using System.Security.Cryptography;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Identity;

/// <summary>The signing key of a development machine: made once, kept in the data folder, so that tokens outlive a restart.</summary>
internal static class DevelopmentKey
{
    public const string FileName = "development.key";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="ConfigurationRefusedException">The data folder can't be used, or the file in it is not a key.</exception>
    public static SigningKey Open(string folder)
    {
        try
        {
            MakeFolder(folder);
            var path = Path.Combine(folder, FileName);
            if (!File.Exists(path))
                Make(path);
            return new SigningKey(kid: null, Read(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationRefusedException("Hub:DataPath", $"{FileName} can't be kept there ({e.GetType().Name})");
        }
    }

    private static byte[] Read(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            throw new ConfigurationRefusedException("Hub:DataPath", $"{FileName} there is a link, which is never followed");
        if (file.Length != SigningKey.MinSecretBytes)
            throw new ConfigurationRefusedException("Hub:DataPath", $"{FileName} there is not a key; remove it and another is made");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new ConfigurationRefusedException("Hub:DataPath", $"{FileName} there can be read by others; remove it and another is made");
        return File.ReadAllBytes(path);
    }

    // Written aside and moved, so that two processes that start together agree on one whole key.
    private static void Make(string path)
    {
        var aside = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(aside, options))
            stream.Write(RandomNumberGenerator.GetBytes(SigningKey.MinSecretBytes));
        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(aside);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }
}
