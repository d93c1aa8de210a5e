namespace RealtimeHub.Shared.MessagePack;

/// <summary>
/// What reading a contract may allocate: 16 times its bytes, and some for nothing. Tiny items cost far more memory than
/// bytes on the wire, so they are counted before they are made. The costs are those of the JSON reader, rounded up.
/// </summary>
internal struct AllocationBudget(int inputBytes)
{
    public const int Object = 256;
    public const int Item = 32;
    public const int Payload = 96;

    private const int PerByte = 16;
    private const int Free = 48 * 1024;
    private const int Text = 24;

    private long left = ((long)PerByte * inputBytes) + Free;

    public static long TextOf(ReadOnlySpan<byte> utf8) => Text + (2L * utf8.Length);

    /// <summary>False once it is used up.</summary>
    public bool TrySpend(long cost)
    {
        left -= cost;
        return left >= 0;
    }
}
