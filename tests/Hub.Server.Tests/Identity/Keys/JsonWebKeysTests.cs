using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Identity.Keys;

public class JsonWebKeysTests
{
    [Fact]
    public async Task Read_SetsOfTheVectors_TakeTheTokensThatTheySay()
    {
        var file = JsonSerializer.Deserialize<JwkFile>(await File.ReadAllTextAsync(Path.Combine(Vectors.Folder("tokens"), "jwk.json")), JsonSerializerOptions.Web)!;
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(file.Now));

        Assert.NotEmpty(file.Cases);
        foreach (var one in file.Cases)
        {
            var keys = JsonWebKeys.Read(Encoding.UTF8.GetBytes(one.Set.GetRawText()), issuer: null);
            var outcome = await new JwtReader(new TokenVerifier(new SigningKeys(keys ?? [])), new TokenRules(null, null), time).ReadAsync(one.Token);
            Assert.True(one.Accept == outcome.Claims is not null, $"{one.Comment}: {outcome.Reason ?? "accepted"}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"keys":null}""")]
    [InlineData("""{"keys":[],"Keys":[],"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","kty":"EC"}]}""")]
    [InlineData("\uFEFF{\"keys\":[]}")]
    public void Read_NoSet_IsNull(string json) => Assert.Null(JsonWebKeys.Read(Encoding.UTF8.GetBytes(json), issuer: null));

    [Fact]
    public void Read_KeysWithoutEnd_TakesFifty()
    {
        var key = new ProviderKey("a").ToJson();

        Assert.Equal(50, JsonWebKeys.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', Enumerable.Repeat(key, 200))}}]}"""), issuer: null)!.Count);
    }

    private sealed record JwkFile(long Now, IReadOnlyList<JwkCase> Cases);

    private sealed record JwkCase(string Comment, JsonElement Set, string Token, bool Accept);
}
