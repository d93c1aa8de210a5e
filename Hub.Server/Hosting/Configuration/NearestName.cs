namespace RealtimeHub.Server.Hosting.Configuration;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>The name with the fewest letters changed, added, left out or swapped; null when none is near.</summary>
    public static string? Of(string name, IEnumerable<string> names) => names
        .Select(known => (Known: known, Distance: DistanceOf(name.ToUpperInvariant(), known.ToUpperInvariant())))
        .Where(one => one.Distance <= Math.Max(2, name.Length / 3))
        .OrderBy(one => one.Distance)
        .Select(one => one.Known)
        .FirstOrDefault();

    private static int DistanceOf(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
                rows[i, j] = Math.Min(Changed(i, j), Swapped(i, j));
        }

        return rows[from.Length, to.Length];

        int Changed(int i, int j) => Math.Min(
            Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1,
            rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));

        int Swapped(int i, int j) => i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] ? rows[i - 2, j - 2] + 1 : int.MaxValue;
    }
}
