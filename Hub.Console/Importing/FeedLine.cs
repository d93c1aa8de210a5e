using RealtimeHub.Shared;

namespace RealtimeHub.Console.Importing;

/// <summary>One value of a file.</summary>
/// <param name="Number">The number of its line, from 1.</param>
/// <param name="Update">What it says.</param>
internal sealed record FeedLine(int Number, FeedUpdate Update);
