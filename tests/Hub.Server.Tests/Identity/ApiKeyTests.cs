using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Tests.Identity;

public class ApiKeyTests
{
    [Theory]
    [InlineData("publish", ApiScopes.Publish)]
    [InlineData(" Publish , read", ApiScopes.Publish | ApiScopes.Read)]
    [InlineData("admin", ApiScopes.Publish | ApiScopes.Read)]
    public void ScopesOf_List_HoldsItsWords(string list, object scopes) => Assert.True(ApiKey.ScopesOf(list)!.Value.HasFlag((ApiScopes)scopes));

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("none")]
    [InlineData("3")]
    [InlineData("publish,write")]
    public void ScopesOf_AnythingElse_IsNoScope(string list) => Assert.Null(ApiKey.ScopesOf(list));

    [Theory]
    [InlineData("fifteen-letters", false)]
    [InlineData("sixteen-letters-", true)]
    [InlineData("with a space in it", false)]
    [InlineData("sha256:0123", false)]
    [InlineData("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", true)]
    public void IsKey_Text_IsLongEnoughAndPlainOrAHash(string key, bool expected) => Assert.Equal(expected, ApiKey.IsKey(key));

    [Fact]
    public void Is_HashedKey_AcceptsTheKeyAndNotItsHash()
    {
        var key = new ApiKey(new ApiKeyOptions { Name = "k", Key = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Scopes = "publish" });

        Assert.True(key.Is("test"));
        Assert.False(key.Is("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
    }
}
