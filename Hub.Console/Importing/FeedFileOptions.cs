namespace RealtimeHub.Console.Importing;

/// <summary>How a file is read.</summary>
/// <param name="KeyField">The column or member that has the key.</param>
/// <param name="Patch">Whether the fields are merged into the present values, or replace them.</param>
internal sealed record FeedFileOptions(string KeyField, bool Patch)
{
    public bool? PatchOrAbsent => Patch ? true : null;
}
