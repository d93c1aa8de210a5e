using System.Reflection;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Hosting.Configuration;

public class RealtimeHubOptionsTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void Read_Nothing_GivesTheDefaults()
    {
        var options = Read("Development");

        Assert.Equal((EngineKind.Journal, "/content/data", "/content/data/journal"), (options.Engine, options.DataPath, options.Journal.Folder));
        Assert.Matches("^node-[0-9a-f]{8}$", options.Node);
        Assert.Equal(Access.Anyone, options.Namespaces["topic"].Publish);
        Assert.Empty(options.Origins);
    }

    [Fact]
    public void Read_Namespaces_ChangesThoseThereAreAndAddsOthers()
    {
        var options = Read(
            "Production",
            ("Hub:Auth:Keys:0:Secret", Key),
            ("Hub:Namespaces:topic:HistoryAge", "unlimited"), ("Hub:Namespaces:orders:Mode", "STATE"), ("Hub:Namespaces:orders:Publish", "granted"));

        Assert.Null(options.Namespaces["topic"].HistoryAge);
        Assert.Equal(10_000, options.Namespaces["topic"].HistoryCount);
        var orders = options.Namespaces["orders"];
        Assert.Equal((ChannelMode.State, Access.Granted, Access.Authenticated), (orders.Mode, orders.Publish, orders.Subscribe));
    }

    [Theory]
    [InlineData("Hub:Engine", "paper", "Hub:Engine: must be one of journal, memory")]
    [InlineData("Hub:Node", "a node", "Hub:Node: takes 1 to 64 letters")]
    [InlineData("Hub:Node", "..", "Hub:Node: takes 1 to 64 letters, digits, '-', '_' and '.', and is neither . nor ..")]
    [InlineData("Hub:Feeds:..:Title", "x", "Hub:Feeds:..: must not be . or ..: such a name has no address in the HTTP API")]
    [InlineData("Hub:Feed", "x", "Hub:Feed: there is no such option; did you mean Feeds? Here there are DataPath, Engine, Node, NodeAddress, Auth, Origins")]
    [InlineData("Hub:Limits:CallPerSecond", "1", "Hub:Limits:CallPerSecond: there is no such option; did you mean CallsPerSecond?")]
    [InlineData("Hub:Xyz", "x", "Hub:Xyz: there is no such option; there are DataPath, Engine")]
    [InlineData("Hub:Origins:3", "*", "Hub:Origins:3: must be an origin as browsers write it")]
    [InlineData("Hub:Namespaces:to_pic:Mode", "log", "Hub:Namespaces:to_pic: is no name of a namespace")]
    [InlineData("Hub:Namespaces:topic:Mode", "tree", "Hub:Namespaces:topic:Mode: must be one of log, state, signal")]
    [InlineData("Hub:Namespaces:topic:HistoryCount", "-1", "Hub:Namespaces:topic:HistoryCount: must be from 0 to 10000000")]
    [InlineData("Hub:Namespaces:topic:HistoryAge", "00:00:00", "Hub:Namespaces:topic:HistoryAge: must be a time from 00:00:00.0010000")]
    [InlineData("Hub:Namespaces:topic:TombstoneAge", "unlimited", "Hub:Namespaces:topic:TombstoneAge: must be a time such as")]
    [InlineData("Hub:Namespaces:topic:ShowsPresentValues", "true", "Hub:Namespaces:topic:ShowsPresentValues: there is no such option")]
    [InlineData("Hub:Presence:GracePeriod", "-00:00:01", "Hub:Presence:GracePeriod: must be a time from 00:00:00 to 01:00:00")]
    [InlineData("Hub:Presence:MaxNamedMembers", "-1", "Hub:Presence:MaxNamedMembers: must be 0 or more")]
    [InlineData("Hub:Limits:CallsPerSecond", "-1", "Hub:Limits:CallsPerSecond: must be from 0 (no limit) to 1000000 a second")]
    [InlineData("Hub:Namespaces:topic:Subscribe", "backend", "Hub:Namespaces:topic: asks the backend, and there is none: set Hub:Backend:Address")]
    [InlineData("Hub:Backend:Address", "ftp://a", "Hub:Backend:Address: must be an http or https address")]
    [InlineData("Hub:Backend:Address", "https://user:secret@a", "Hub:Backend:Address: must be an http or https address without a user")]
    [InlineData("Hub:Backend:TimeLimit", "00:01:00", "Hub:Backend:TimeLimit: must be a time from 00:00:00.1000000 to 00:00:30")]
    [InlineData("Hub:TrustedProxies:0", "0.0.0.0/0", "Hub:TrustedProxies:0: can't be everyone")]
    [InlineData("Hub:TrustedProxies:0", "proxy", "Hub:TrustedProxies:0: must be the address of a proxy")]
    [InlineData("Hub:Limits:HandshakeTimeout", "00:00:00", "Hub:Limits:HandshakeTimeout: must be a time from 00:00:01")]
    [InlineData("Hub:Chat:MaxMembers", "1", "Hub:Chat:MaxMembers: must be from 2 to 100000")]
    [InlineData("Hub:Feeds:t:Titel", "x", "Hub:Feeds:t:Titel: there is no such option")]
    [InlineData("Hub:Feeds:t:MaxKeys", "0", "Hub:Feeds:t:MaxKeys: must be from 1 to 1000000")]
    [InlineData("Hub:Feeds:t:Fields:x:Type", "text", "Hub:Feeds:t:Fields:x:Type: must be one of number, string, boolean")]
    [InlineData("Hub:ApiKeys:0:Key", "short", "Hub:ApiKeys:0:Name: must be 1 to 64 letters")]
    [InlineData("Hub:Feeds:t:Fields:__proto__:Type", "number", "Hub:Feeds:t:Fields: must not have the name __proto__")]
    [InlineData("Hub:Feeds:t:Http:Mapping:Fields:__proto__", "/x", "Hub:Feeds:t:Http:Mapping: must not name a field __proto__")]
    [InlineData("Hub:Feeds:t:WebSocket:Mapping:KeyField", "__proto__", "Hub:Feeds:t:WebSocket:Mapping: must not name a field __proto__")]
    [InlineData("Hub:Feeds:t:StaleAfter", "5", "Hub:Feeds:t:StaleAfter: must be a time: write 00:00:05 for 5 seconds, or 5.00:00:00 for 5 days")]
    [InlineData("Hub:Feeds:host:Source", "simulator", "Hub:Feeds:host:Source: can't be set")]
    [InlineData("Hub:Feeds:t:Source", "csv", "Hub:Feeds:t:File:Path: is required")]
    [InlineData("Hub:Feeds:t:Source", "http", "Hub:Feeds:t:Http:Address: is required, or a preset")]
    [InlineData("Hub:Feeds:t:Source", "websocket", "Hub:Feeds:t:WebSocket:Address: is required, or a preset")]
    [InlineData("Hub:Feeds:a b:Title", "x", "Hub:Feeds: has a feed whose name is not 1 to 128 bytes")]
    [InlineData("Hub:Namespaces:doc:HistoryCount", "49999", "Hub:Namespaces:doc:HistoryCount: must be 50000 or more, 100 times Hub:Documents:CompactAfterUpdates")]
    [InlineData("Hub:Namespaces:doc:HistoryAge", "1.00:00:00", "Hub:Namespaces:doc:HistoryAge: must be unlimited")]
    [InlineData("Hub:Namespaces:doc:Mode", "state", "Hub:Namespaces:doc:Mode: must be log")]
    [InlineData("Hub:Documents:CompactAfterUpdates", "20000", "Hub:Namespaces:doc:HistoryCount: must be 2000000 or more")]
    [InlineData("Hub:Journal:SegmentBytes", "1", "Hub:Journal:SegmentBytes: must be from 4096 to 1073741824")]
    [InlineData("Hub:Journal:Folder", "/elsewhere", "Hub:Journal:Folder: there is no such option")]
    [InlineData("Hub:Engine", "redis", "Hub:Redis:Configuration: is needed where Hub:Engine is redis")]
    [InlineData("Hub:Redis:Configuration", "password=x", "Hub:Redis:Configuration: names no address")]
    [InlineData("Hub:Redis:Prefix", "a b", "Hub:Redis:Prefix: takes 1 to 64 letters")]
    [InlineData("Hub:Redis:AnswerTimeLimit", "00:00:06", "Hub:Redis:AnswerTimeLimit: must be a time from 00:00:00.1000000 to 00:00:05")]
    public void Read_BadValue_RefusesInOneLineThatNamesTheKey(string key, string value, string line)
    {
        var refused = Assert.Throws<InvalidConfigurationException>(() => Read("Development", (key, value)));

        Assert.StartsWith(line, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    /// <summary>Every number and time has a range that a test of its validator can't forget: far outside it the start is refused.</summary>
    [Fact]
    public void Read_EveryNumberAndTimeFarBelowItsRange_Refuses()
    {
        foreach (var (path, property) in Properties(typeof(RealtimeHubOptions), "Hub"))
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (type != typeof(int) && type != typeof(long) && type != typeof(double) && type != typeof(TimeSpan))
                continue;
            var refused = Assert.Throws<InvalidConfigurationException>(() => Read("Development", (path, type == typeof(TimeSpan) ? "-1.00:00:00" : "-1")));
            Assert.Equal(path, refused.Key);
        }
    }

    /// <summary>Each option's summary says its default.</summary>
    [Fact]
    public void EveryOption_IsDocumentedWithItsDefault()
    {
        var assembly = typeof(RealtimeHubOptions).Assembly;
        var docs = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")?.Value ?? "");

        var bare = Properties(typeof(RealtimeHubOptions), "Hub")
            .Where(one => one.Property.Name is not ("Secret" or "PublicKeyPem"))
            .Where(one => !docs.GetValueOrDefault($"P:{one.Property.DeclaringType!.FullName}.{one.Property.Name}", "").Contains("efault", StringComparison.Ordinal))
            .Select(one => one.Path);

        Assert.Empty(bare);
    }

    private static IEnumerable<(string Path, PropertyInfo Property)> Properties(Type type, string path)
    {
        foreach (var property in type.GetProperties())
        {
            var (below, kind) = ($"{path}:{property.Name}", property.PropertyType);
            if (kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(OptionsMap<>))
            {
                foreach (var inner in Properties(kind.GetGenericArguments()[0], $"{below}:{(property.Name == "Namespaces" ? "topic" : "0")}").Where(inner => inner.Property.DeclaringType!.Name.EndsWith("Options", StringComparison.Ordinal)))
                    yield return inner;
            }
            else if (kind.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                foreach (var inner in Properties(kind, below))
                    yield return inner;
            }
            else if (property.SetMethod is { IsPublic: true })
            {
                yield return (below, property);
            }
        }
    }

    private static RealtimeHubOptions Read(string environment, params (string Key, string Value)[] settings) => RealtimeHubOptionsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build(),
        new TestEnvironment { EnvironmentName = environment });
}
