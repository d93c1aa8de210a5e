namespace RealtimeHub.Server.Engines;

/// <summary>Makes the names of epochs: 10 characters, 50 random bits.</summary>
internal sealed class EpochSource(Random random)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 10;
    private readonly Lock gate = new();

    public string Next()
    {
        Span<char> name = stackalloc char[Length];
        lock (gate)
            random.GetItems(Alphabet, name);
        return new string(name);
    }
}
