using System.Reflection;
using System.Runtime.CompilerServices;
using RealtimeHub.Server.Engines;

namespace RealtimeHub.Server.Tests.Architecture;

/// <summary>What others can see and derive from.</summary>
public class SurfaceTests
{
    // What embedding the server in an application of one's own takes, and no more.
    private static readonly string[] PublicInServer =
    [
        "ChannelCaller", "ChannelGrant", "ChannelRights", "IChannelAuthorizer", "IChannelMembership", "IChannels", "IFeedSource", "IRevocations", "RevocationReason", "RealtimeHubApplicationExtensions", "RealtimeHubServiceCollectionExtensions", "RealtimeHubEndpoints", "OptionsMap`1",
        // Words of the options.
        "Access", "Durability", "EngineKind", "FeedSourceKind", "HttpPreset", "MetricsAccess", "OtlpProtocol", "SimulatorModel", "WebSocketCarrier", "WebSocketPreset",
    ];

    [Fact]
    public void Server_PublicTypes_AreThoseThatEmbeddingNeeds()
    {
        var types = typeof(IEngine).Assembly.GetExportedTypes().Where(type => !type.IsNested && type.Namespace is not null).Select(type => type.Name);

        Assert.Empty(types.Where(type => !type.EndsWith("Options", StringComparison.Ordinal)).Except(PublicInServer));
    }

    [Theory]
    [InlineData("Hub.Shared")]
    [InlineData("Hub.Client")]
    [InlineData("Hub.Server")]
    public void Classes_AreSealedStaticOrAbstract(string assembly)
    {
        var open = Assembly.Load(assembly).GetTypes()
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !IsGenerated(type))
            .Select(type => type.FullName);

        Assert.Empty(open);
    }

    [Theory]
    [InlineData("Hub.Shared")]
    [InlineData("Hub.Client")]
    public void Libraries_ExportNoFields(string assembly)
    {
        var fields = Assembly.Load(assembly).GetExportedTypes().Where(type => !type.IsEnum)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsLiteral)
            .Select(field => $"{field.DeclaringType}.{field.Name}");

        Assert.Empty(fields);
    }

    private static bool IsGenerated(Type type) =>
        type.Name == "Program" || type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.Name.Contains('<', StringComparison.Ordinal)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
