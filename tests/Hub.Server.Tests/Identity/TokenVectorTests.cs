using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Identity;

/// <summary>B2, for every algorithm: tests/vectors/tokens/jws.json, signed by another implementation.</summary>
public class TokenVectorTests
{
    private static readonly JwsFile File = JsonSerializer.Deserialize<JwsFile>(
        System.IO.File.ReadAllText(Path.Combine(Vectors.Folder("tokens"), "jws.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Algorithms => [.. File.Groups.Select(group => group.Key.Algorithm)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Read_TokensOfTheVectors_AreJudgedAsTheySay(string algorithm)
    {
        var group = File.Groups.Single(group => group.Key.Algorithm == algorithm);
        Assert.True(new KeyOptionsValidator().Validate(null, group.Key).Succeeded);
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(File.Now));
        var reader = new JwtReader(new TokenVerifier(new SigningKeys([group.Key.ToKey()])), new TokenRules(null, null), time);

        foreach (var test in group.Tests)
        {
            var outcome = await reader.ReadAsync(test.Token);
            Assert.True(test.Accept == outcome.Claims is not null, $"{algorithm}, {test.Comment}: {outcome.Reason ?? "accepted"}");
        }
    }

    [Fact]
    public async Task Read_AllKeysAtOnce_EachTakesItsOwnAlgorithmOnly()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(File.Now));
        var reader = new JwtReader(new TokenVerifier(new SigningKeys([.. File.Groups.Select(group => group.Key.ToKey())])), new TokenRules(null, null), time);

        foreach (var group in File.Groups)
            Assert.NotNull((await reader.ReadAsync(group.Tests[0].Token)).Claims);
        Assert.Equal(6, File.Groups.Count);
    }

    private sealed record JwsFile(long Now, IReadOnlyList<JwsGroup> Groups);

    private sealed record JwsGroup(KeyOptions Key, IReadOnlyList<JwsTest> Tests);

    private sealed record JwsTest(string Comment, string Token, bool Accept);
}
