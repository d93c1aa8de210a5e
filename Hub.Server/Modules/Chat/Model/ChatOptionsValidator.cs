using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Modules.Chat.Model;

/// <summary>The ranges of <see cref="ChatOptions"/>.</summary>
internal sealed class ChatOptionsValidator : OptionsValidator<ChatOptions>
{
    protected override IEnumerable<string?> Faults(ChatOptions options) =>
    [
        Range(nameof(options.EditWindow), options.EditWindow, TimeSpan.Zero, TimeSpan.FromDays(3650)),
        Range(nameof(options.MaxTextBytes), options.MaxTextBytes, 1, 32 * 1024),
        Range(nameof(options.MaxMembers), options.MaxMembers, 2, 100_000),
        Range(nameof(options.MaxRoomsPerUser), options.MaxRoomsPerUser, 1, 100_000),
        Range(nameof(options.IndexedRooms), options.IndexedRooms, 1, int.MaxValue),
        Range(nameof(options.IndexedCharacters), options.IndexedCharacters, 1, int.MaxValue),
    ];
}
