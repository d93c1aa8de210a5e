using System.Text;

namespace RealtimeHub.Console.Chatting;

/// <summary>An output whose lines go above the prompt.</summary>
internal sealed class AbovePrompt(TextWriter inner, Prompt prompt) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value);

    public override void WriteLine(string? value) => prompt.Above(() =>
    {
        inner.WriteLine(value);
        inner.Flush();
    });

    public override void Flush() => inner.Flush();
}
