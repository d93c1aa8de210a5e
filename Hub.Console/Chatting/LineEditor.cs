using System.Globalization;

namespace RealtimeHub.Console.Chatting;

/// <summary>What a key did to the line that is being written.</summary>
internal enum LineChange
{
    /// <summary>Nothing to be seen.</summary>
    None,

    /// <summary>The text or the place of the cursor is another.</summary>
    Changed,

    /// <summary>The line is finished.</summary>
    Finished,

    /// <summary>There will be no more lines.</summary>
    Ended,
}

/// <summary>One line while it is written, key by key. The cursor moves by characters as people count them.</summary>
internal sealed class LineEditor
{
    public string Text { get; private set; } = "";

    /// <summary>Where the next character goes.</summary>
    public int Cursor { get; private set; }

    public LineChange Take(ConsoleKeyInfo key) => key switch
    {
        { Key: ConsoleKey.Enter } or { KeyChar: '\n' or '\r' } => LineChange.Finished,
        { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.D } => Text.Length == 0 ? LineChange.Ended : Remove(Cursor, Next()),
        { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.A } or { Key: ConsoleKey.Home } => MoveTo(0),
        { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.E } or { Key: ConsoleKey.End } => MoveTo(Text.Length),
        { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.U } => Remove(0, Cursor),
        { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.K } => Remove(Cursor, Text.Length),
        { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.W } => Remove(WordBefore(), Cursor),
        { Key: ConsoleKey.Escape } => Remove(0, Text.Length),
        { Key: ConsoleKey.LeftArrow } => MoveTo(Before()),
        { Key: ConsoleKey.RightArrow } => MoveTo(Next()),
        { Key: ConsoleKey.Backspace } => Remove(Before(), Cursor),
        { Key: ConsoleKey.Delete } => Remove(Cursor, Next()),
        { KeyChar: var written } when !char.IsControl(written) => Insert(written),
        _ => LineChange.None,
    };

    /// <summary>Gives the text and begins an empty line.</summary>
    public string Finish()
    {
        var finished = Text;
        (Text, Cursor) = ("", 0);
        return finished;
    }

    private LineChange Insert(char written)
    {
        Text = Text.Insert(Cursor, written.ToString());
        Cursor++;
        return LineChange.Changed;
    }

    private LineChange MoveTo(int place)
    {
        if (place == Cursor)
            return LineChange.None;
        Cursor = place;
        return LineChange.Changed;
    }

    private LineChange Remove(int from, int to)
    {
        if (from == to)
            return LineChange.None;
        Text = Text.Remove(from, to - from);
        Cursor = from;
        return LineChange.Changed;
    }

    private int Before()
    {
        var place = 0;
        for (var next = 0; next < Cursor; next += StringInfo.GetNextTextElementLength(Text, next))
            place = next;
        return place;
    }

    private int Next() => Cursor < Text.Length ? Cursor + StringInfo.GetNextTextElementLength(Text, Cursor) : Cursor;

    private int WordBefore()
    {
        var place = Cursor;
        while (place > 0 && Text[place - 1] == ' ')
            place--;
        while (place > 0 && Text[place - 1] != ' ')
            place--;
        return place;
    }
}
