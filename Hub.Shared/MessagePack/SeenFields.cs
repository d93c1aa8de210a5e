namespace RealtimeHub.Shared.MessagePack;

/// <summary>Which of a contract's fields, at most 32, have been read.</summary>
internal struct SeenFields
{
    private uint seen;

    /// <summary>True, once for each field.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is there twice.</exception>
    public bool First(int index, string field)
    {
        if ((seen & (1u << index)) != 0)
            throw ContractFields.Refusal(field, "is there twice");
        seen |= 1u << index;
        return true;
    }

    /// <exception cref="System.Text.Json.JsonException">The field was not there.</exception>
    public readonly void Require(int index, string field)
    {
        if ((seen & (1u << index)) == 0)
            throw ContractFields.Refusal(field, "is missing");
    }
}
