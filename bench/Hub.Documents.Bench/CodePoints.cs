namespace RealtimeHub.Documents.Bench;

/// <summary>A text whose positions are asked in code points and answered in UTF-16 units.</summary>
internal sealed class CodePoints
{
    private readonly List<char> units = [];
    private int pairs;

    public CodePoints(string text)
    {
        units.AddRange(text);
        pairs = text.Count(char.IsHighSurrogate);
    }

    public int UnitOf(int point, int from = 0)
    {
        if (pairs == 0)
            return from + point;
        var unit = from;
        for (; point > 0; point--)
            unit += char.IsHighSurrogate(units[unit]) ? 2 : 1;
        return unit;
    }

    public void Replace(int unit, int deleted, string inserted)
    {
        pairs -= units.GetRange(unit, deleted).Count(char.IsHighSurrogate);
        units.RemoveRange(unit, deleted);
        units.InsertRange(unit, inserted);
        pairs += inserted.Count(char.IsHighSurrogate);
    }
}
