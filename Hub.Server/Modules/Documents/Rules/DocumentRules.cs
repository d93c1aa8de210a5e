using System.Text;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Rules;

/// <summary>What the fields of document calls may contain. Each returns the refusal or null.</summary>
internal static class DocumentRules
{
    public const int MaxIdBytes = 128;
    public const int MaxTitleCharacters = 200;
    public const int MaxQueryCharacters = 200;
    public const int MaxQueryWords = 20;

    public static Refusal? Id(string documentId) =>
        ChannelName.TryParse(DocumentChannels.Namespace + ":" + documentId, out _, out _) && Encoding.UTF8.GetByteCount(documentId) <= MaxIdBytes
            ? null
            : Refusal.BadRequest("documentId", $"documentId takes 1 to {MaxIdBytes} bytes without control characters or white space");

    public static Refusal? NewId(string documentId) => Id(documentId) ?? AddressSegment.Check("documentId", documentId) ?? NothingHidden("documentId", documentId);

    public static Refusal? UserId(string userId) =>
        ChannelName.TryParse("user:" + userId, out _, out _) && userId[0] != '~' && Encoding.UTF8.GetByteCount(userId) <= MaxIdBytes
            ? null
            : Refusal.BadRequest("userId", $"userId takes 1 to {MaxIdBytes} bytes without control characters or white space");

    public static Refusal? Title(string title) => Name("title", title);

    public static Refusal? Label(string label) => Name("label", label);

    public static Refusal? VersionId(string field, string versionId) => versionId.Length == 32 && versionId.All(char.IsAsciiHexDigitLower)
        ? null
        : Refusal.BadRequest(field, $"{field} takes the id of a version, as ListVersions gives it");

    public static Refusal? LinkRole(DocumentRole role) => role is DocumentRole.Reader or DocumentRole.Commenter or DocumentRole.Editor
        ? null
        : Refusal.BadRequest("role", "role takes editor, commenter or reader; share with a user's id to make an owner");

    public static Refusal? LinkId(string linkId) => linkId.Length == LinkSecret.IdCharacters && linkId.All(char.IsAsciiHexDigitLower)
        ? null
        : Refusal.BadRequest("linkId", "linkId takes the id of a link, as ListLinks gives it");

    public static Refusal? RootName(string name) => Line("name", name, MaxTitleCharacters);

    public static Refusal? Query(string query)
    {
        if (Line("query", query, MaxQueryCharacters) is { } refusal)
            return refusal;
        var words = FoldedText.Words(query).Length;
        return words > MaxQueryWords ? Refusal.BadRequest("query", $"query has {words} words; the limit is {MaxQueryWords}", MaxQueryWords, words) : null;
    }

    private static Refusal? Name(string field, string name) => Line(field, name, MaxTitleCharacters)
        ?? (VisibleText.Any(name) ? NothingHidden(field, name) : Refusal.BadRequest(field, $"{field} must contain something visible", reason: "invisible"));

    private static Refusal? Line(string field, string text, int maxCharacters)
    {
        var characters = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            characters++;
            if (Rune.IsControl(rune))
                return Refusal.BadRequest(field, $"{field} must not contain control characters");
        }

        return characters > maxCharacters
            ? Refusal.BadRequest(field, $"{field} has {characters} characters; the limit is {maxCharacters}", maxCharacters, characters)
            : null;
    }

    private static Refusal? NothingHidden(string field, string text) => VisibleText.HidesAny(text)
        ? Refusal.BadRequest(field, $"{field} must not contain invisible characters or those that change the direction of text", reason: "hidden_characters")
        : null;
}
