using System.Text.Json;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Refusals of lines of a body: they name the line, the first is 1 in the text and 0 as an index.</summary>
internal static class LineRefusals
{
    public static Refusal Of(JsonException broken, int line)
    {
        if (broken is not RefusedValueException)
            return Of(line, "is not an update: send one JSON object a line, with key and fields");
        var refusal = ContractRefusal.Of(broken);
        return (refusal with { Text = $"line {line}: {refusal.Text}" }).At(line - 1);
    }

    public static Refusal Of(int line, string what) => Refusal.BadRequest("body", $"line {line} {what}").At(line - 1);

    /// <summary>The same refusal of an update of a batch, which stood in a line.</summary>
    public static Refusal InLine(this Refusal refusal, int index, int line) =>
        (refusal with { Text = refusal.Text.Replace($"updates[{index}]", $"line {line}", StringComparison.Ordinal) }).At(line - 1);
}
