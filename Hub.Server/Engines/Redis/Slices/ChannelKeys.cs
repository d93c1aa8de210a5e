using System.IO.Hashing;
using System.Runtime.InteropServices;
using RealtimeHub.Shared;
using StackExchange.Redis;

namespace RealtimeHub.Server.Engines.Redis.Slices;

/// <summary>The names of keys, as <c>channel.lua</c> and <c>open.lua</c> describe them.</summary>
internal sealed class ChannelKeys(string prefix)
{
    /// <summary>How many slices there are. Changing it would lose every channel.</summary>
    public const int SliceCount = 64;

    private static readonly string[] OfChannel = ["meta", "log", "state", "keys", "changes", "tombstones", "used", "uses"];

    /// <summary>The slice of a channel, the same on every node and for ever.</summary>
    public static int SliceOf(ChannelName channel) =>
        (int)(XxHash32.HashToUInt32(MemoryMarshal.AsBytes(channel.Value.AsSpan())) % SliceCount);

    /// <summary>The slice's own two keys.</summary>
    public RedisKey[] OfSlice(int slice) => [$"{prefix}:{{{slice}}}:slice", $"{prefix}:{{{slice}}}:nodes"];

    /// <summary>The slice's key and all of a channel.</summary>
    public RedisKey[] Of(ChannelName channel)
    {
        var slice = SliceOf(channel);
        var keys = new RedisKey[OfChannel.Length + 1];
        keys[0] = $"{prefix}:{{{slice}}}:slice";
        for (var i = 0; i < OfChannel.Length; i++)
            keys[i + 1] = $"{prefix}:{{{slice}}}:{channel.Value}:{OfChannel[i]}";
        return keys;
    }

    /// <summary>The hash whose <c>head</c> is the channel's.</summary>
    public RedisKey Meta(ChannelName channel) => $"{prefix}:{{{SliceOf(channel)}}}:{channel.Value}:meta";

    /// <summary>The channel's pub/sub channel; its hash tag is the slice, too.</summary>
    public string Topic(ChannelName channel) => $"{prefix}:{{{SliceOf(channel)}}}:{channel.Value}";
}
