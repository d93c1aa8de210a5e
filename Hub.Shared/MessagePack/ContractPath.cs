using System.Text.Json;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>Where in a contract its reader is. Put into words only for a refusal.</summary>
internal sealed class ContractPath
{
    // A field's name, or else an item's index.
    private readonly List<(string? Field, int Index)> steps = [];

    public void Enter(string field) => steps.Add((field, 0));

    public void Enter(int index) => steps.Add((null, index));

    public void Leave() => steps.RemoveAt(steps.Count - 1);

    public JsonException Missing(string field)
    {
        Enter(field);
        return Refusal("is missing");
    }

    /// <summary>Says that what is here breaks a rule.</summary>
    public JsonException Refusal(string rule)
    {
        var place = string.Concat(steps.Select(step => step.Field is null ? $"[{step.Index}]" : "." + step.Field));
        return ContractFields.Refusal(place.Length == 0 ? "the request" : place.TrimStart('.'), place, rule);
    }
}
