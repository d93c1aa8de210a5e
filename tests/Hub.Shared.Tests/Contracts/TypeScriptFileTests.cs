using RealtimeHub.Contracts;

namespace RealtimeHub.Shared.Tests.Contracts;

public class TypeScriptFileTests
{
    private static readonly string Text = TypeScriptFile.Write(RealtimeHub.Contracts.Contracts.OfHubShared());

    [Fact]
    public void Write_HubShared_IsWhatTheClientHas()
    {
        var file = Path.Combine(RepositoryRoot(), "Hub.Web", "client", "src", "contracts.ts");
        Assert.True(
            File.ReadAllText(file).ReplaceLineEndings("\n") == Text,
            "Hub.Web/client/src/contracts.ts is out of date; run `npm run contracts` in Hub.Web and commit the file");
    }

    [Fact]
    public void Write_Enum_IsAUnionOfItsWireWords() =>
        Assert.Contains("""  | "rate_limited" """.TrimEnd(), Text.Split('\n'));

    [Theory]
    [InlineData("readonly offset: number;")]
    [InlineData("readonly key?: string | undefined;")]
    [InlineData("readonly data: unknown;")]
    [InlineData("readonly channel: string;")]
    [InlineData("readonly publisher?: Publisher | undefined;")]
    public void Write_FieldOfPublication_HasItsTypeAndIsOptionalWhenNullable(string field)
    {
        var publication = Text[Text.IndexOf("export interface Publication {", StringComparison.Ordinal)..];
        Assert.Contains("  " + field, publication[..publication.IndexOf('}', StringComparison.Ordinal)].Split('\n'));
    }

    [Fact]
    public void Write_EveryMethodAndCallback_IsThereUnderItsWireName()
    {
        foreach (var method in typeof(IChannelMethods).GetMethods().Concat(typeof(IChannelClient).GetMethods()))
            Assert.Contains($"\n  {method.Name}(", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Summary_BecomesAComment() =>
        Assert.Contains("/** The position to continue after: every later publication is delivered. Takes precedence over `last`. */", Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(byte[]), "Uint8Array | string")]
    [InlineData(typeof(IReadOnlyList<byte[]>), "readonly (Uint8Array | string)[]")]
    [InlineData(typeof(IReadOnlyList<ChannelName>), "readonly string[]")]
    [InlineData(typeof(long?), "number")]
    public void Of_TypeOfAField_IsItsTypeScriptName(Type type, string expected) => Assert.Equal(expected, TypeName.Of(type));

    [Fact]
    public void Of_UnknownType_SaysWhatToTeach()
    {
        var error = Assert.Throws<NotSupportedException>(() => TypeName.Of(typeof(DateTimeOffset)));
        Assert.Contains("TypeName", error.Message, StringComparison.Ordinal);
    }

    private static string RepositoryRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "RealtimeHub.sln")))
                return folder;
        }

        throw new InvalidOperationException("RealtimeHub.sln is in no folder above the tests");
    }
}
