using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Search;

namespace RealtimeHub.Server.Tests.Modules.Documents.Search;

public class TextIndexTests
{
    private readonly FakeTimeProvider time = new();
    private readonly TextIndex index;

    public TextIndexTests() => index = new TextIndex(new DocumentsOptions { IndexedCharacters = 10 }, time);

    [Fact]
    public void Take_NoRoom_PutsOutNoneThatIsInUse()
    {
        Assert.True(Take("a", 6));
        Assert.False(Take("b", 6));

        Assert.True(index.Has("a"));
        Assert.False(index.Has("b"));
    }

    [Fact]
    public void Take_NoRoom_PutsOutWhatWasNotUsedForLongest()
    {
        Take("a", 4);
        Take("b", 4);
        time.Advance(TextIndex.KeepTime);
        Assert.NotNull(index.Use("a"));

        Assert.True(Take("c", 4));
        Assert.True(index.Has("a"));
        Assert.False(index.Has("b"));
        Assert.False(Take("d", 4));
    }

    [Fact]
    public void Take_AnotherTextOfTheSameDocument_FreesTheRoomOfTheEarlier()
    {
        Take("a", 9);
        Assert.True(Take("a", 10));
        Assert.True(Take("a", 2));
        Assert.True(Take("b", 8));
        Assert.Equal(2, index.Count);

        // One that has outgrown the index is not held in its old state.
        Assert.False(Take("a", 3));
        Assert.Null(index.Use("a"));
        Assert.True(Take("c", 2));
    }

    [Fact]
    public void Remove_FreesItsRoom()
    {
        Take("a", 10);
        index.Remove("a");
        index.Remove("a");

        Assert.Equal(0, index.Count);
        Assert.True(Take("b", 10));
    }

    private bool Take(string documentId, int characters) => index.Take(documentId, IndexedText.Of(new string('x', characters)));
}
