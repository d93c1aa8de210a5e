using RealtimeHub.Console.Output;

namespace RealtimeHub.Console.Chatting;

/// <summary>The line that is being written, at the foot of a terminal. What others say goes above it. Used from any thread.</summary>
internal sealed class Prompt(TextWriter terminal, Func<int> columns)
{
    private const string Sign = "> ";
    private const string Erase = "\r\u001b[K";
    private readonly Lock gate = new();
    private string before = "";
    private string behind = "";
    private bool isShown;

    /// <summary>Shows a text with the cursor in it.</summary>
    public void Show(string text, int cursor)
    {
        lock (gate)
        {
            (before, behind) = (Plain.Text(text[..cursor]), Plain.Text(text[cursor..]));
            isShown = true;
            Draw();
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Hide()
    {
        lock (gate)
        {
            if (isShown)
                terminal.Write(Erase);
            terminal.Flush();
            isShown = false;
        }
    }

    /// <summary>Writes whole lines while the prompt is out of the way.</summary>
    public void Above(Action write)
    {
        lock (gate)
        {
            if (isShown)
            {
                terminal.Write(Erase);
                terminal.Flush();
            }

            write();
            if (isShown)
                Draw();
        }
    }

    // One row only: of a longer text that part is shown which the cursor is in.
    private void Draw()
    {
        var room = Math.Max(10, columns() - Sign.Length - 1);
        var (left, right) = Columns.Window(before, behind, room);
        terminal.Write(Erase + Sign + left + right);
        if (Columns.Of(right) is var back and > 0)
            terminal.Write($"\u001b[{back}D");
        terminal.Flush();
    }
}
