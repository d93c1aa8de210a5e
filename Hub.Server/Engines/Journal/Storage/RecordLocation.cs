using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>Where a publication is: in a segment, in memory only, or nowhere any more.</summary>
/// <param name="File">The number of the segment; 0 for memory, −1 for lost.</param>
/// <param name="Position">Where its record begins.</param>
/// <param name="Length">How long its record is.</param>
/// <param name="PayloadBytes">How long its payload is.</param>
/// <param name="Memory">The publication itself, when it is on no disk.</param>
internal readonly record struct RecordLocation(int File, int Position, int Length, int PayloadBytes, Publication? Memory = null) : ILocation
{
    /// <summary>A publication that was here and can't be read any more.</summary>
    public static RecordLocation Lost { get; } = new(-1, 0, 0, 4);

    public bool IsLost => File < 0;

    public bool IsOnDisk => File > 0;

    public static RecordLocation Of(Publication publication) => new(0, 0, 0, publication.Data.Length, publication);
}
