using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Architecture;

/// <summary>Namespaces follow folders, and a large source file has tests of its own name.</summary>
public class MirrorTests
{
    private const int Large = 100;

    /// <summary>Large files without a test file of their name, each with where it is tested instead.</summary>
    private static readonly Dictionary<string, string> TestedElsewhere = new()
    {
        ["Hub.Server/Identity/ConnectionOwners.cs"] = "Hub.EndToEnd.Tests/Core/ConnectionOwnerTests.cs",
        ["Hub.Server/Api/ApiCall.cs"] = "Hub.Server.Tests/Api",
        ["Hub.Server/Fanout/FanoutLifetimeManager.cs"] = "Hub.EndToEnd.Tests/Core/OwnHubReachTests.cs",
        ["Hub.Server/Fanout/Frame.cs"] = "Hub.Server.Tests/Fanout/LiveChannelTests.cs",
        ["Hub.Server/Fanout/Lane.cs"] = "Hub.Server.Tests/Fanout/LiveChannelTests.cs, Hub.Server.Tests/Schedules",
        ["Hub.Server/Fanout/Receivers.cs"] = "Hub.Server.Tests/Fanout/LiveChannelTests.cs",
        ["Hub.Server/Transports/HubTransport.cs"] = "Hub.EndToEnd.Tests/Transports/HubTransportTests.cs",
        ["Hub.Server/Transports/Receiver.cs"] = "Hub.EndToEnd.Tests/Transports/HostileFramingListTests.cs",
        ["Hub.Server/Transports/WebSocketConnections.cs"] = "Hub.EndToEnd.Tests/Transports/HubTransportTests.cs",
        ["Hub.Server/Transports/WebSocketConnection.cs"] = "Hub.EndToEnd.Tests/Transports/HubTransportTests.cs",
        ["Hub.Server/Modules/Feeds/Rules/FeedDecision.cs"] = "Hub.Server.Tests/Modules/Feeds",
        ["Hub.Server/Modules/Feeds/Sources/Http/HttpFetcher.cs"] = "Hub.Server.Tests/Modules/Feeds/Sources/Http/HttpPollSourceTests.cs",
        ["Hub.Server/Modules/Feeds/Sources/Simulator/Share.cs"] = "Hub.Server.Tests/Modules/Feeds/Sources/Simulator/SimulationTests.cs",
        ["Hub.Server/Modules/Feeds/Tables/FeedTable.cs"] = "Hub.Server.Tests/Modules/Feeds",
        ["Hub.Shared/HubJson.cs"] = "Hub.Shared.Tests/MessagePack/ContractConformanceTests.cs",
        ["Hub.Server/Channels/Limits/LimitOptions.cs"] = "Hub.Server.Tests/Channels/Limits/LimitOptionsValidatorTests.cs",
        ["Hub.Server/Channels/SharedPresence/FollowedPresence.cs"] = "Hub.Server.Tests/Channels/SharedPresence/PresenceSharingTests.cs, Hub.EndToEnd.Tests/Nodes/PresenceNodesTests.cs",
        ["Hub.Server/Channels/SharedPresence/PresenceWriter.cs"] = "Hub.Server.Tests/Channels/SharedPresence/PresenceSharingTests.cs, Hub.EndToEnd.Tests/Nodes/PresenceNodesTests.cs",
        ["Hub.Server/Channels/RevocationStore.cs"] = "Hub.Server.Tests/Hubs/RevocationsTests.cs",
        ["Hub.Server/Channels/Outcome.cs"] = "Hub.Server.Tests/Hubs/RefusalDetailsTests.cs",
        ["Hub.Server/Engines/Append.cs"] = "Hub.Engines.Tests/Conformance",
        ["Hub.Server/Engines/Delivery/ChannelDelivery.cs"] = "Hub.Engines.Tests/Conformance",
        ["Hub.Server/Engines/Delivery/ChannelTable.cs"] = "Hub.Engines.Tests/Conformance",
        ["Hub.Server/Engines/Index/ChannelIndex.Restoring.cs"] = "Hub.Engines.Tests/Index/KeyedModelTests.cs",
        ["Hub.Server/Engines/Journal/Format/PublicationRecord.cs"] = "Hub.Engines.Tests/Journal/DamageTests.cs",
        ["Hub.Server/Engines/Journal/Format/RecordFrame.cs"] = "Hub.Engines.Tests/Journal/DamageTests.cs, Hub.Engines.Tests/Journal/ForgedRecordTests.cs",
        ["Hub.Server/Engines/Journal/Inspection/JournalBackup.cs"] = "Hub.Engines.Tests/Journal/InspectionTests.cs",
        ["Hub.Server/Engines/Journal/Inspection/JournalCommands.cs"] = "Hub.Engines.Tests/Journal/InspectionTests.cs",
        ["Hub.Server/Engines/Journal/JournalEngine.cs"] = "Hub.Engines.Tests/Conformance, Hub.Engines.Tests/Journal/JournalFolderTests.cs",
        ["Hub.Server/Engines/Journal/Maintenance/JournalMaintenance.cs"] = "Hub.Engines.Tests/Journal/JournalFolderTests.cs",
        ["Hub.Server/Engines/Journal/Maintenance/SegmentRewriter.cs"] = "Hub.Engines.Tests/Journal/JournalFolderTests.cs",
        ["Hub.Server/Engines/Journal/Starting/Checkpoint.cs"] = "Hub.Engines.Tests/Journal/JournalFolderTests.cs",
        ["Hub.Server/Engines/Journal/Starting/FolderOpening.cs"] = "Hub.Engines.Tests/Journal/LostSegmentTests.cs",
        ["Hub.Server/Engines/Journal/Starting/JournalStart.cs"] = "Hub.Engines.Tests/Journal/CrashTests.cs, Hub.Engines.Tests/Journal/InterruptedStartTests.cs",
        ["Hub.Server/Engines/Journal/Starting/Replay.cs"] = "Hub.Engines.Tests/Journal/DamageTests.cs, Hub.Engines.Tests/Journal/CrashTests.cs",
        ["Hub.Server/Engines/Journal/Storage/CheckpointWriter.cs"] = "Hub.Engines.Tests/Journal/JournalFolderTests.cs",
        ["Hub.Server/Engines/Journal/Storage/SegmentFolder.cs"] = "Hub.Engines.Tests/Journal/JournalFolderTests.cs",
        ["Hub.Server/Engines/Journal/Writing/AppendWork.cs"] = "Hub.Engines.Tests/Conformance",
        ["Hub.Server/Engines/Journal/Writing/JournalWriter.cs"] = "Hub.Engines.Tests/Journal/JournalFaultTests.cs, Hub.Engines.Tests/Journal/LargeCommitTests.cs",
        ["Hub.Server/Engines/Journal/Writing/SegmentAppender.cs"] = "Hub.Engines.Tests/Journal/JournalFaultTests.cs",
        ["Hub.Server/Engines/Journal/Writing/WorkQueue.cs"] = "Hub.Engines.Tests/Journal/JournalFaultTests.cs",
        ["Hub.Server/Engines/Memory/MemoryChannel.cs"] = "Hub.Engines.Tests/Memory, Hub.Engines.Tests/Conformance",
        ["Hub.Server/Engines/Redis/Connecting/RedisConnection.cs"] = "Hub.Engines.Tests/Redis/RedisFaultTests.cs",
        ["Hub.Server/Engines/Redis/Listening/ListeningTable.cs"] = "Hub.Engines.Tests/Redis/RedisNodesTests.cs",
        ["Hub.Server/Engines/Redis/RedisEngine.cs"] = "Hub.Engines.Tests/Conformance, Hub.Engines.Tests/Redis/RedisNodesTests.cs",
        ["Hub.Server/Engines/Redis/Slices/SliceTable.cs"] = "Hub.Engines.Tests/Redis/RedisLossTests.cs",
        ["Hub.Server/Hosting/RealtimeHubServices.cs"] = "Hub.EndToEnd.Tests/Start",
        ["Hub.Server/Modules/Chat/Messages/MessageReading.cs"] = "Hub.Server.Tests/Modules/Chat/Messages/ChatMessagesTests.cs",
        ["Hub.Server/Modules/Chat/Rooms/RoomReading.cs"] = "Hub.Server.Tests/Modules/Chat/ChatHubTests.cs, Hub.Server.Tests/Modules/Chat/PrivacyTests.cs",
        ["Hub.Server/Modules/Chat/Rooms/RoomStore.cs"] = "Hub.Server.Tests/Modules/Chat/Rooms/ChatModerationTests.cs, Hub.Server.Tests/Modules/Chat/PrivacyTests.cs",
        ["Hub.Server/Modules/Feeds/Alerts/ArmedAlerts.cs"] = "Hub.Server.Tests/Modules/Feeds/Alerts/FeedAlertsTests.cs, Hub.Server.Tests/Modules/Feeds/FeedAlertStartTests.cs",
        ["Hub.Server/Modules/Documents/Live/LiveDocument.cs"] = "Hub.Server.Tests/Modules/Documents/Editing/DocumentEditingTests.cs, Hub.Server.Tests/Modules/Documents/Live/DocumentCompactorTests.cs",
        ["Hub.Server/Modules/Documents/Yjs/YjsSession.cs"] = "Hub.EndToEnd.Tests/Documents/YjsSocketTests.cs, Hub.EndToEnd.Tests/Documents/ProviderTests.cs",
        ["Hub.Server/Modules/Documents/Yjs/YjsSockets.cs"] = "Hub.EndToEnd.Tests/Documents/YjsSocketTests.cs, Hub.EndToEnd.Tests/Documents/ProviderTests.cs",
        ["Hub.Server/Webhooks/WebhookDelivery.cs"] = "Hub.Server.Tests/Webhooks/WebhookTests.cs, Hub.EndToEnd.Tests/Operations/WebhookTests.cs",
        ["Hub.Client/Documents/DocumentSync.cs"] = "Hub.EndToEnd.Tests/Documents/SharedDocumentTests.cs",
        ["Hub.Client/Documents/DocumentReplica.cs"] = "Hub.EndToEnd.Tests/Documents/SharedDocumentTests.cs",
        ["Hub.Shared/Channels/ChannelName.cs"] = "Hub.Server.Tests/Channels/FieldRulesTests.cs",
        ["Hub.Shared/Protocol/Subscribing.cs"] = "Hub.Shared.Tests/MessagePack/ContractConformanceTests.cs",
        ["Hub.Shared/MessagePack/ContractRewriting.cs"] = "Hub.Shared.Tests/MessagePack/ContractConformanceTests.cs",
        ["Hub.Shared/MessagePack/ContractShape.cs"] = "Hub.Shared.Tests/MessagePack/ContractConformanceTests.cs",
        ["Hub.Shared/MessagePack/ContractWriter.cs"] = "Hub.Shared.Tests/MessagePack/ContractConformanceTests.cs",
        ["Hub.Shared/MessagePack/HubMessageCheck.cs"] = "Hub.Shared.Tests/MessagePack/CheckedMessagePackProtocolTests.cs, Hub.Shared.Tests/MessagePack/FuzzTests.cs",
        ["Hub.Shared/Payloads/MessagePackToJson.cs"] = "Hub.Shared.Tests/MessagePack/VectorTests.cs, Hub.Shared.Tests/MessagePack/FuzzTests.cs",
        ["Hub.Shared/Payloads/OpenKeys.cs"] = "Hub.Shared.Tests/Payloads/PayloadDeliveryTests.cs",
        ["Hub.Shared/MessagePack/PublicationCodec.cs"] = "Hub.Shared.Tests/MessagePack/VectorTests.cs, Hub.Shared.Tests/MessagePack/FuzzTests.cs",
    };

    // Hub.Shared is left out of the namespaces: its users see one namespace, whatever folder a contract is in.
    public static TheoryData<string, string> Projects => new()
    {
        { "Hub.Server", "RealtimeHub.Server" },
        { "Hub.Client", "RealtimeHub.Client" },
    };

    public static TheoryData<string> AllProjects => ["Hub.Server", "Hub.Client", "Hub.Shared"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Files_OfEveryFolder_HaveItsNamespace(string project, string root)
    {
        var wrong = new SourceTree(project).Files
            .Where(file => file.Namespace.Length > 0 && file.Namespace != NamespaceOf(root, file))
            // What an application calls to set the hub up is found without a using of ours, as everywhere in its ecosystem.
            .Where(file => !file.Name.EndsWith("Extensions", StringComparison.Ordinal) || !file.Namespace.StartsWith("Microsoft.", StringComparison.Ordinal))
            .Select(file => $"{project}/{file.Path}")
            .ToList();

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void Files_OfHundredLinesAndMore_HaveTestsOfTheirName(string project)
    {
        var tests = Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file).Split('.')[0])
            .ToHashSet(StringComparer.Ordinal);

        var untested = new SourceTree(project).Files
            .Where(file => file.Lines >= Large && !tests.Contains(file.Name.Split('.')[0] + "Tests"))
            .Select(file => $"{project}/{file.Path}")
            .Where(file => !TestedElsewhere.ContainsKey(file))
            .ToList();

        Assert.True(untested.Count == 0, string.Join(Environment.NewLine, untested));
    }

    [Fact]
    public void TestedElsewhere_NamesFilesThatAreThereAndTestsThatAreThere()
    {
        foreach (var (file, tests) in TestedElsewhere)
        {
            Assert.True(File.Exists(Repository.PathOf(file)), file);
            Assert.All(tests.Split(", "), test => Assert.True(File.Exists(Repository.PathOf("tests/" + test)) || Directory.Exists(Repository.PathOf("tests/" + test)), test));
        }
    }

    // A module's face on the hub is a part of the hub's class in the module's folder.
    private static string NamespaceOf(string root, SourceFile file) =>
        file.Name.StartsWith("ChannelHub.", StringComparison.Ordinal) && file.Folder.StartsWith("Modules/", StringComparison.Ordinal)
            ? "RealtimeHub.Server.Hubs"
            : (root + "." + file.Folder.Replace('/', '.')).TrimEnd('.');
}
