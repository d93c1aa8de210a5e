namespace RealtimeHub.Console.Chatting;

/// <summary>Reads lines key by key, so that the line is known while it is written. One reader at a time.</summary>
internal sealed class Keyboard(Func<ConsoleKeyInfo> readKey, Prompt prompt) : TextReader
{
    private readonly LineEditor line = new();

    /// <summary>Called with the line as it is after every change, with an empty one when it was finished.</summary>
    public Action<string> LineChanged { get; set; } = _ => { };

    public override string? ReadLine()
    {
        prompt.Show(line.Text, line.Cursor);
        while (true)
        {
            var before = line.Text;
            switch (line.Take(readKey()))
            {
                case LineChange.Changed:
                    prompt.Show(line.Text, line.Cursor);
                    if (line.Text != before)
                        LineChanged(line.Text);
                    break;
                case LineChange.Finished:
                    var finished = line.Finish();
                    prompt.Show("", 0);
                    LineChanged("");
                    return finished;
                case LineChange.Ended:
                    return null;
            }
        }
    }
}
