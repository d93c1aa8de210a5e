using RealtimeHub.Server.Engines.Journal.Files;

namespace RealtimeHub.Engines.Tests.Journal.Files;

public sealed class DescriptorReserveTests
{
    private const int TooManyOpenFiles = 24;

    [Fact]
    public void Run_WhenNoneIsFree_GivesUpOneOfItsOwnAtATime()
    {
        if (OperatingSystem.IsWindows())
            return;
        var reserve = new DescriptorReserve();
        reserve.Fill();
        var tries = 0;

        var opened = reserve.Run(() => ++tries < 4 ? throw new IOException("too many open files", TooManyOpenFiles) : tries);

        Assert.Equal(4, opened);
    }

    [Fact]
    public void Run_WhenTheReserveIsUsedUp_FailsAndWorksAgainLater()
    {
        if (OperatingSystem.IsWindows())
            return;
        var reserve = new DescriptorReserve();
        reserve.Fill();
        var tries = 0;

        var error = Assert.Throws<IOException>(() => reserve.Run<int>(() =>
        {
            tries++;
            throw new IOException("too many open files", TooManyOpenFiles);
        }));

        Assert.Equal(TooManyOpenFiles, error.HResult);
        Assert.True(tries > 4, "there was no reserve");
        // What worked filled it again.
        Assert.Equal(1, reserve.Run(() => 1));
        var more = 0;
        Assert.Equal(2, reserve.Run(() => ++more < 2 ? throw new IOException("too many open files", TooManyOpenFiles) : more));
    }

    [Fact]
    public void Run_OfAnythingElseThatFails_FailsAtOnce()
    {
        var reserve = new DescriptorReserve();
        reserve.Fill();
        var tries = 0;

        Assert.Throws<FileNotFoundException>(() => reserve.Run<int>(() =>
        {
            tries++;
            throw new FileNotFoundException();
        }));

        Assert.Equal(1, tries);
    }
}
