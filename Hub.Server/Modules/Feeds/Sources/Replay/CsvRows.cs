using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using CsvHelper.Configuration;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Replay;

/// <summary>Comma-separated values with a header (RFC 4180). Each column but those of key and time is a field.</summary>
internal sealed class CsvRows(ReplayOptions options, FieldTypes types) : IRowReader
{
    private const int MaxFieldCharacters = 64 << 10;

    public async IAsyncEnumerable<ReplayRow> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = new StreamReader(file);
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { MaxFieldSize = MaxFieldCharacters, TrimOptions = TrimOptions.Trim });
        var columns = await NextAsync(parser) ?? throw new SourceFailedException("its file is empty; the first line must name the columns");
        var key = Array.IndexOf(columns, options.Key);
        var time = options.Time.Length > 0 ? Array.IndexOf(columns, options.Time) : -1;
        if (key < 0 || (time < 0 && options.Time.Length > 0))
            throw new SourceFailedException($"its file has no column {(key < 0 ? options.Key : options.Time)}");
        while (await NextAsync(parser) is { } row)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Length != columns.Length)
                throw new SourceFailedException($"line {parser.RawRow} has {row.Length} columns, and the first line {columns.Length}");
            yield return new ReplayRow(UpdateOf(columns, row, key, time), time >= 0 ? ReplayRow.TimeOf(row[time], parser.RawRow) : null);
        }
    }

    private static async ValueTask<string[]?> NextAsync(CsvParser parser)
    {
        try
        {
            return await parser.ReadAsync() ? parser.Record : null;
        }
        catch (CsvHelperException malformed)
        {
            throw new SourceFailedException($"line {parser.RawRow} is no row of CSV, or has a value of more than {MaxFieldCharacters} characters", malformed);
        }
    }

    private FeedUpdate UpdateOf(string[] columns, string[] row, int key, int time)
    {
        using var value = new FlatObject();
        for (var i = 0; i < columns.Length; i++)
        {
            if (i != key && i != time)
                value.Parsed(columns[i], row[i], types.Of(columns[i]));
        }

        return new FeedUpdate(row[key]) { Fields = value.ToPayload() };
    }
}
