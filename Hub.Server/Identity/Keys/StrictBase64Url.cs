using System.Buffers;
using System.Buffers.Text;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>Base64url that can be written in one way only.</summary>
internal static class StrictBase64Url
{
    // The framework's decoder would pass padding, white space and stray bits in the last character.
    public static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        if (text.Length == 0 || text.Length % 4 == 1)
            return false;
        // By status: the Try form throws on what it can't decode.
        var buffer = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, buffer, out _, out var written) != OperationStatus.Done)
            return false;
        bytes = buffer[..written];
        return Base64Url.EncodeToString(bytes) == text;
    }
}
