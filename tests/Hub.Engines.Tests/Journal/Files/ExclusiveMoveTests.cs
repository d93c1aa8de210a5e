using RealtimeHub.Server.Engines.Journal.Files;

namespace RealtimeHub.Engines.Tests.Journal.Files;

public sealed class ExclusiveMoveTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rthub-").FullName;

    [Fact]
    public void TryRun_NameIsFree_MovesTheFile()
    {
        File.WriteAllText(At("a"), "a");

        Assert.True(ExclusiveMove.TryRun(At("a"), At("name")));

        Assert.Equal([At("name")], Directory.GetFiles(folder));
        Assert.Equal("a", File.ReadAllText(At("name")));
    }

    [Fact]
    public void TryRun_NameIsTaken_LeavesIt()
    {
        File.WriteAllText(At("a"), "a");
        File.WriteAllText(At("name"), "first");

        Assert.False(ExclusiveMove.TryRun(At("a"), At("name")));

        Assert.Equal([At("name")], Directory.GetFiles(folder));
        Assert.Equal("first", File.ReadAllText(At("name")));
    }

    [Fact]
    public void TryRun_ManyAtOnce_OneIsFirst()
    {
        for (var round = 0; round < 200; round++)
        {
            var moved = new string?[4];
            Parallel.For(0, moved.Length, i =>
            {
                File.WriteAllText(At($"{i}"), $"{i}");
                moved[i] = ExclusiveMove.TryRun(At($"{i}"), At("name")) ? $"{i}" : null;
            });

            Assert.Equal([File.ReadAllText(At("name"))], moved.Where(name => name is not null));
            File.Delete(At("name"));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string At(string name) => Path.Combine(folder, name);
}
