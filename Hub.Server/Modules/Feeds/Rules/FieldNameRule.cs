using System.Text;

namespace RealtimeHub.Server.Modules.Feeds.Rules;

/// <summary>What a field may be called.</summary>
internal static class FieldNameRule
{
    public const int MaxBytes = 64;
    private const string Prototype = "__proto__";

    public static bool IsName(string name) => Encoding.UTF8.GetByteCount(name) is >= 1 and <= MaxBytes && !name.Any(char.IsControl);

    /// <summary>Whether every client can receive a field of this name.</summary>
    public static bool IsDeliverable(string name) => name != Prototype;
}
