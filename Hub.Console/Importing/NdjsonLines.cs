using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Importing;

/// <summary>
/// Reads lines of JSON: each an update as PublishUpdates takes it (<c>{"key": …, "fields": {…}}</c>, with <c>patch</c>, <c>removed</c>,
/// <c>version</c>), or a flat object of which one member has the key.
/// </summary>
internal static class NdjsonLines
{
    // A document takes the square of its levels in time.
    private const int MaxLevels = 64;

    /// <exception cref="FormatException">A line is wrong; the text says which and why.</exception>
    public static async IAsyncEnumerable<FeedLine> ReadAsync(TextReader text, FeedFileOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 1; await text.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return new FeedLine(number, Read(number, line, options));
        }
    }

    private static FeedUpdate Read(int number, string line, FeedFileOptions options)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxLevels });
            return JsonUpdate.Read(document.RootElement, options);
        }
        catch (JsonException error)
        {
            if (IsTooDeep(bytes))
                throw new FormatException($"line {number}: it has more than {MaxLevels} levels; a field is a number, a text, true, false or null", error);
            var before = Math.Clamp((int)(error.BytePositionInLine ?? 0), 0, bytes.Length);
            throw new FormatException($"line {number}: it is not JSON (see character {Encoding.UTF8.GetCharCount(bytes, 0, before) + 1})", error);
        }
        catch (FormatException error)
        {
            throw new FormatException($"line {number}: {error.Message}", error);
        }
    }

    private static bool IsTooDeep(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= MaxLevels)
                    return true;
            }
        }
        catch (JsonException)
        {
            // What is wrong comes before it is too deep.
        }

        return false;
    }
}
