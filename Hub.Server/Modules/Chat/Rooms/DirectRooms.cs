using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Direct rooms.</summary>
internal static class DirectRooms
{
    private const int NameBytes = 18;

    /// <summary>The same name whichever of the two users asks; a digest, for two ids may be longer than a name.</summary>
    public static string NameOf(string one, string other)
    {
        var (first, second) = string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);

        // No id has white space, so no other pair has this text.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(first + " " + second));
        return ChatChannels.DirectPrefix + Base64Url.EncodeToString(digest.AsSpan(0, NameBytes));
    }

    public static Room New(string name, long now) =>
        new() { Name = name, Title = "", Visibility = RoomVisibility.Direct, SlowModeMs = 0, CreatedTime = now };

    public static ChatUser WithOf(RoomMember other) => new(other.UserId, other.Name);
}
