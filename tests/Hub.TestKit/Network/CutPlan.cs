namespace RealtimeHub.TestKit;

/// <summary>Where a connection is cut.</summary>
/// <param name="Bytes">How many pass, both directions counted.</param>
/// <param name="Orderly">Whether it ends with FIN, not with a reset.</param>
internal sealed record PlannedCut(int Bytes, bool Orderly);

/// <summary>Draws the cuts. Its owner guards it.</summary>
internal sealed class CutPlan(Random random, int count, int minBytes, int maxBytes)
{
    private int left = count;

    public PlannedCut? Next() => left-- > 0 ? new PlannedCut(random.Next(minBytes, maxBytes + 1), Orderly: random.Next(2) == 0) : null;
}
