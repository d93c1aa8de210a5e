using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.SharedPresence;

/// <summary>A connection in a channel, as its node writes it down for the others. Its lease is the node's own: when the node is gone, so is the connection.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="MemberId">The member that it belongs to.</param>
/// <param name="Name">The name that it goes by.</param>
/// <param name="JoinedTime">When it came, Unix milliseconds.</param>
/// <param name="Data">What it says of itself, as it was encoded: a value of the record's own would be nested deeper than data may be.</param>
/// <param name="Encoding">How that is encoded.</param>
/// <param name="Lost">Whether it was lost, and stays for the grace period.</param>
internal sealed record PresenceRecord(string Node, string MemberId, string? Name, long JoinedTime, byte[]? Data, PayloadEncoding Encoding, bool Lost)
{
    private const string Type = "presence";

    // A channel's name may be longer than the rest of another's.
    private const int MostKeyBytes = 160;

    // What nodes keep for each other: a node that missed more than this reads all, and removals need not be known for long.
    public static Retention Retention { get; } = new() { HistoryCount = 1_000, HistoryAge = TimeSpan.FromMinutes(1), TombstoneAge = TimeSpan.FromMinutes(1) };

    /// <summary>The key that stands for a channel.</summary>
    public static string KeyOf(ChannelName channel) => Encoding8.GetByteCount(channel.Value) <= MostKeyBytes
        ? channel.Value
        : "~" + Convert.ToHexStringLower(SHA256.HashData(Encoding8.GetBytes(channel.Value)));

    /// <summary>Where the connections of the channel that a key stands for are: by connection.</summary>
    public static ChannelName ChannelOf(string key) => ChannelName.Parse("sys:presence/" + key);

    /// <summary>Where the keys of the channels are in which a node has connections: what is to be removed when it is gone.</summary>
    public static ChannelName IndexOf(string nodeId) => ChannelName.Parse("sys:presence-of/" + nodeId);

    public static Draft DraftOf(string nodeId, string connectionId, SharedConnection? connection) => connection is null
        ? Removal(connectionId)
        : new Draft
        {
            Type = Type,
            Key = connectionId,
            Data = Payload.From(
                new PresenceRecord(
                    nodeId, connection.MemberId, connection.Name, connection.JoinedTime,
                    connection.Data?.Bytes.ToArray(), connection.Data?.Encoding ?? PayloadEncoding.Json, connection.Lost),
                PresenceRecordJson.Default.PresenceRecord),
        };

    /// <summary>Takes a key away; with an offset only if its value is still that one.</summary>
    public static Draft Removal(string key, long? offset = null) => new() { Type = Type, Key = key, Data = default, Removed = true, ExpectedKeyOffset = offset };

    /// <summary>Puts a key there without a value worth reading.</summary>
    public static Draft Mark(string key) => new() { Type = Type, Key = key, Data = Payload.FromJson("1") };

    /// <summary>Null for a removal.</summary>
    public static PresenceRecord? Read(Publication publication) =>
        publication.Removed is true ? null : publication.Data.Read(PresenceRecordJson.Default.PresenceRecord);

    public SharedConnection ToConnection(bool lost) => new(MemberId, Name, JoinedTime, Data is null ? null : new Payload(Encoding, Data), lost);

    private static UTF8Encoding Encoding8 { get; } = new(encoderShouldEmitUTF8Identifier: false);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PresenceRecord))]
internal sealed partial class PresenceRecordJson : JsonSerializerContext;
