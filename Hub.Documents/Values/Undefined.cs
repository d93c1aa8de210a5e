namespace RealtimeHub.Documents;

/// <summary>JavaScript's <c>undefined</c> as a value of a document; <c>null</c> is null.</summary>
public sealed class Undefined
{
    private Undefined()
    {
    }

    /// <summary>The only one.</summary>
    public static Undefined Value { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "undefined";
}
