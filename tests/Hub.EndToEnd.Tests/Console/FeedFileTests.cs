using System.Text;
using RealtimeHub.Console.Importing;

namespace RealtimeHub.EndToEnd.Tests.Console;

/// <summary>Whatever a file holds, it is read or refused with its line.</summary>
public class FeedFileTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "\r", "\r\n", ";", "\t", "|", " ", "\0", "key", "\"key\":", "\"fields\":", "\"version\":", "\"removed\":", "\"patch\":",
        "\"a\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "1", "-0", "1e999", "1.5", "99999999999999999999999999999999", "true", "null", "{\"key\":\"a\",", "__proto__", "ü", "\u00ff", "\ufeff",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnyFile_IsReadOrRefusedWithItsLine(bool isCsv)
    {
        var random = new Random(20261130);
        var (read, refused) = (0, 0);
        for (var n = 0; n < 4_000; n++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            if (random.Next(2) == 0)
                text = isCsv ? "key,a,b\n" + text : "{\"key\":\"k\",\"fields\":{\"a\":1}}\n{\"key\":\"k\"," + text;
            var encoding = random.Next(4) == 0 ? Encoding.Latin1 : Encoding.UTF8;
            try
            {
                await ReadAsync(encoding.GetBytes(text), isCsv);
                read++;
            }
            catch (FormatException refusal)
            {
                Assert.Matches("^(line [0-9]+: .|the file is empty)", refusal.Message);
                refused++;
            }
        }

        Assert.True(read > 5 && refused > 5, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALineWithoutEnd_IsRefused(bool isCsv)
    {
        var error = await Assert.ThrowsAsync<FormatException>(() => ReadAsync(new byte[Utf8Lines.MaxLineBytes + 1], isCsv));

        Assert.Equal("line 1: it has more than 16 MiB", error.Message);
    }

    [Fact]
    public async Task NestedAsDeepAsALineAllows_IsRefused()
    {
        var deep = new string('[', 500_000);
        var error = await Assert.ThrowsAsync<FormatException>(() => ReadAsync(Encoding.UTF8.GetBytes($$"""{"key":"a","v":{{deep}}{{deep.Replace('[', ']')}}}"""), isCsv: false));

        Assert.Equal("line 1: it has more than 64 levels; a field is a number, a text, true, false or null", error.Message);
    }

    private static async Task ReadAsync(byte[] bytes, bool isCsv)
    {
        using var text = Utf8Lines.Open(new MemoryStream(bytes));
        var options = new FeedFileOptions("key", Patch: false);
        var lines = isCsv ? CsvLines.ReadAsync(text, options, CancellationToken.None) : NdjsonLines.ReadAsync(text, options, CancellationToken.None);
        await foreach (var line in lines)
            Assert.NotNull(line.Update.Key);
    }
}
