using System.Security.Cryptography;
using System.Text;

namespace RealtimeHub.Server.Engines.Redis.Scripts;

/// <summary>A script that runs in Redis: a file of this folder, those on a channel behind <c>channel.lua</c>.</summary>
internal sealed class RedisScript
{
    private RedisScript(string name, bool onChannel)
    {
        Text = onChannel ? Read("channel") + Read(name) : Read(name);
        // Redis' name for a script, no secret.
#pragma warning disable CA5350
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
    }

    public static RedisScript Open { get; } = new("open", onChannel: false);

    public static RedisScript Append { get; } = new("append", onChannel: true);

    public static RedisScript Compact { get; } = new("compact", onChannel: true);

    public static RedisScript ReadLog { get; } = new("readLog", onChannel: true);

    public static RedisScript ReadState { get; } = new("readState", onChannel: true);

    /// <summary>Those that Redis must know before they are called.</summary>
    public static IReadOnlyList<RedisScript> OnChannels { get; } = [Append, Compact, ReadLog, ReadState];

    public string Text { get; }

    /// <summary>By which Redis knows it.</summary>
    public byte[] Hash { get; }

    private static string Read(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream($"{typeof(RedisScript).Namespace}.{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
