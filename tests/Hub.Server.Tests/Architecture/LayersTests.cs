using System.Reflection;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Tests.Architecture;

/// <summary>Who may use whom in the server, as docs/architecture.md says.</summary>
public class LayersTests
{
    private const string Root = "RealtimeHub.Server";

    // Everyone may use Diagnostics, Text and what is Hub.Shared's; a room uses itself.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Diagnostics"] = [],
        ["Text"] = [],
        ["Engines"] = [],
        ["Presence"] = ["Engines"],
        ["Transports"] = [],
        ["Fanout"] = ["Engines", "Transports"],
        ["Channels"] = ["Engines", "Presence", "Fanout"],
        ["Modules.Chat"] = ["Channels"],
        ["Modules.Feeds"] = ["Channels"],
        ["Modules.Documents"] = ["Channels"],
        ["Identity"] = [],
        // The modules: their publications are what events are made of.
        ["Webhooks"] = ["Channels", "Modules.Chat", "Modules.Documents"],
        ["Cluster"] = ["Engines", "Fanout"],
        // Fanout: the hub ends connections, and an end is written behind what waits in the outbox.
        ["Hubs"] = ["Channels", "Fanout", "Transports", "Modules.Chat", "Modules.Feeds", "Modules.Documents"],
        ["Api"] = ["Channels", "Modules.Chat", "Modules.Feeds", "Modules.Documents", "Webhooks"],
    };

    // The engines' records of what is written and read: modules have no second set of them.
    private static readonly Type[] EngineRecords =
        [typeof(Draft), typeof(Durability), typeof(LogQuery), typeof(LogPage), typeof(StateQuery), typeof(KeyPage), typeof(Compaction), typeof(EngineUnavailableException)];

    // What a room opens to others that may not use the rest of it.
    private static readonly Dictionary<string, Type[]> Opened = new()
    {
        ["Identity"] = [typeof(IChannelAuthorizer), typeof(ChannelCaller), typeof(ChannelGrant), typeof(ChannelRights), typeof(ICallerTokens), typeof(CallerToken), typeof(IRevokedTokens), typeof(AddressSegment),
            typeof(IJournalFiles), typeof(IJournalFile), typeof(SystemFiles), typeof(ExclusiveMove)],
        ["Hubs"] = [typeof(EngineUnavailableException)],
        // Who let the caller in, and how a refusal is written over HTTP.
        ["Api"] = [typeof(EngineUnavailableException), typeof(ApiCaller), typeof(ApiScopes), typeof(Problem), typeof(ProblemBody)],
        ["Webhooks"] = EngineRecords,
        ["Modules.Chat"] = EngineRecords,
        ["Modules.Feeds"] = EngineRecords,
        ["Modules.Documents"] = EngineRecords,
    };

    [Fact]
    public void Rooms_UseOnlyWhomTheyMay()
    {
        var offences = typeof(IEngine).Assembly.GetTypes()
            .Where(type => RoomOf(type) is not (null or "Hosting"))
            .SelectMany(type => References.Of(type).Where(other => !Allowed(type, other)).Select(other => $"{NameOf(type)} uses {NameOf(other)}"))
            .Distinct()
            .Order()
            .ToList();

        Assert.True(offences.Count == 0, string.Join(Environment.NewLine, offences));
    }

    [Fact]
    public void Rooms_AreAllKnown()
    {
        var unknown = typeof(IEngine).Assembly.GetTypes().Select(RoomOf).OfType<string>().Distinct()
            .Where(room => room != "Hosting" && !MayUse.ContainsKey(room));

        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("RealtimeHub.Shared")]
    [InlineData("RealtimeHub.Client", "Hub.Documents", "Hub.Shared")]
    [InlineData("RealtimeHub.Server", "Hub.Documents", "Hub.Shared")]
    public void Assemblies_UseOnlyWhomTheyMay(string @namespace, params string[] allowed)
    {
        var name = @namespace.Replace("RealtimeHub", "Hub", StringComparison.Ordinal);
        var used = Assembly.Load(name).GetReferencedAssemblies().Select(other => other.Name!)
            .Where(other => other.StartsWith("Hub.", StringComparison.Ordinal) || other == "rthub");

        Assert.Empty(used.Except(allowed));
    }

    [Fact]
    public void References_OfATypeWithACallInALambda_HoldWhomItCalls()
    {
        // The test of the test: a use that stands in no signature is found, too.
        var closure = typeof(LayersTests).GetNestedTypes(BindingFlags.NonPublic).Where(type => type.Name.Contains("<>c", StringComparison.Ordinal));

        Assert.Contains(closure.SelectMany(References.Of), type => type == typeof(References));
    }

    private static bool Allowed(Type type, Type other)
    {
        var (room, used) = (RoomOf(type)!, RoomOf(other));
        return used is null || used == room || used is "Diagnostics" or "Text"
            || MayUse.GetValueOrDefault(room, []).Contains(used)
            || Opened.GetValueOrDefault(room, []).Contains(other);
    }

    /// <summary>The part of the namespace that names the room; null for what is not the server's or belongs to the compiler.</summary>
    private static string? RoomOf(Type type)
    {
        var parts = (Outermost(type).Namespace ?? "").Split('.');
        if (parts.Length < 3 || string.Join('.', parts.Take(2)) != Root)
            return null;
        return parts[2] == "Modules" && parts.Length > 3 ? $"Modules.{parts[3]}" : parts[2];
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string NameOf(Type type) => Outermost(type).FullName![(Root.Length + 1)..];
}
