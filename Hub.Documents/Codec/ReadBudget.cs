namespace RealtimeHub.Documents.Codec;

/// <summary>What of the limits is left while one update is read.</summary>
internal sealed class ReadBudget(UpdateLimits limits)
{
    private int structs = limits.MaxStructs;
    private int items = limits.MaxItems;
    private int clients = limits.MaxClients;

    public int MaxDepth { get; } = Math.Min(limits.MaxDepth, 64);

    public UpdateLimits Limits => limits;

    public void CheckSize(int bytes)
    {
        if (bytes > limits.MaxBytes)
            Fault.Limit($"update: {bytes} bytes exceed {limits.MaxBytes}; send smaller updates");
    }

    public void TakeStructs(int count)
    {
        if ((structs -= count) < 0)
            Fault.Limit($"update: it has more than {limits.MaxStructs} structs and deleted ranges; send smaller updates");
    }

    public void TakeClients(int count)
    {
        if ((clients -= count) < 0)
            Fault.Limit($"update: it has more than {limits.MaxClients} client ids; send smaller updates");
    }

    public void TakeItems(int count)
    {
        if ((items -= count) < 0)
            Fault.Limit($"update: it has more than {limits.MaxItems} values; send smaller updates");
    }

    public void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
            Fault.Limit($"update: a value is nested deeper than {MaxDepth}");
    }
}
