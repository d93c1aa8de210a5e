using System.Text;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Tests.Identity;

public sealed class DevelopmentKeyTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"rthub-{Guid.NewGuid():N}", "data");

    private string KeyPath => Path.Combine(folder, DevelopmentKey.FileName);

    [Fact]
    public void Open_EmptyFolder_MakesAKeyOnlyItsOwnerCanRead()
    {
        DevelopmentKey.Open(folder);

        Assert.Equal(32, new FileInfo(KeyPath).Length);
        Assert.Equal([KeyPath], Directory.GetFiles(folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
    }

    // Used before it is on the disk, it could be gone with the power, and every token with it.
    [Fact]
    public void Open_EmptyFolder_HasSyncedFileAndFoldersBeforeTheKeyIsUsed()
    {
        var files = new SyncRecorder(KeyPath);

        DevelopmentKey.Open(folder, files);

        Assert.Equal(["file, 32 bytes, not in place yet", "folder with the key", "parent folder"], files.Syncs);
    }

    [Fact]
    public void Open_FileCantBeSynced_RefusesAndLeavesNoKey()
    {
        var files = new SyncRecorder(KeyPath) { Fails = true };

        Assert.Throws<InvalidConfigurationException>(() => DevelopmentKey.Open(folder, files));

        Assert.False(File.Exists(KeyPath));
    }

    [Fact]
    public void Open_Again_IsTheSameKey()
    {
        var first = Sealed(DevelopmentKey.Open(folder));

        Assert.Equal(first, Sealed(DevelopmentKey.Open(folder)));
    }

    [Fact]
    public void Open_ManyAtOnce_AgreeOnOneKey()
    {
        for (var round = 0; round < 20; round++)
        {
            var place = Path.Combine(folder, $"{round}");
            var signatures = new string[16];
            Parallel.For(0, signatures.Length, i => signatures[i] = Sealed(DevelopmentKey.Open(place)));

            Assert.Single(signatures.Distinct());
            Assert.Single(Directory.GetFiles(place));
        }
    }

    [Fact]
    public void Open_FileIsNoKey_Refuses()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(KeyPath, "short");

        AssertRefused();
    }

    [Fact]
    public void Open_FileOthersCanRead_Refuses()
    {
        if (OperatingSystem.IsWindows())
            return;
        DevelopmentKey.Open(folder);
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        AssertRefused();
    }

    [Fact]
    public void Open_Link_Refuses()
    {
        Directory.CreateDirectory(folder);
        var target = folder + ".elsewhere";
        File.WriteAllBytes(target, Encoding.UTF8.GetBytes(Tokens.Secret[..32]));
        File.CreateSymbolicLink(KeyPath, target);

        AssertRefused();
    }

    [Fact]
    public void Open_FolderIsAFile_Refuses()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        File.WriteAllText(folder, "");

        AssertRefused();
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);

    private static string Sealed(SigningKey key) => JwtWriter.Seal("{}"u8, key);

    private void AssertRefused()
    {
        var refused = Assert.Throws<InvalidConfigurationException>(() => DevelopmentKey.Open(folder));
        Assert.Equal("Hub:DataPath", refused.Key);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
