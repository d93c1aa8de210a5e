using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using CsvHelper.Configuration;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Importing;

/// <summary>
/// Reads CSV with a header: a column has the key, each other one is a field. What a column holds is found out from its first values;
/// what doesn't fit later is an error.
/// </summary>
internal static class CsvLines
{
    /// <summary>From so many rows the types of the columns are inferred.</summary>
    private const int Sample = 1_000;

    /// <exception cref="FormatException">A line is wrong; the text says which and why.</exception>
    public static async IAsyncEnumerable<FeedLine> ReadAsync(TextReader text, FeedFileOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            MaxFieldSize = Utf8Lines.MaxLineBytes,
            BadDataFound = bad => throw new FormatException($"line {bad.Context.Parser!.RawRow}: a quote is not closed or stands in the middle of a value; double it or quote the value"),
        });
        if (await NextAsync(parser) is not { } header)
            throw new FormatException("the file is empty; its first line must have the names of the columns");
        var table = new CsvTable(header.Cells, options);
        var rows = new List<CsvRow>();
        while (rows.Count < Sample && await NextAsync(parser) is { } row)
            rows.Add(table.Checked(row));
        table.Infer(rows);
        foreach (var row in rows)
            yield return table.LineOf(row);
        rows.Clear();
        while (await NextAsync(parser) is { } row)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return table.LineOf(table.Checked(row));
        }
    }

    private static async ValueTask<CsvRow?> NextAsync(CsvParser parser)
    {
        var line = parser.RawRow + 1;
        try
        {
            return await parser.ReadAsync() ? new CsvRow(line, parser.Record!) : null;
        }
        catch (CsvHelperException error)
        {
            throw new FormatException($"line {line}: it is not CSV, or a value in it is longer than {Utf8Lines.MaxLineBytes >> 20} MiB", error);
        }
    }
}

/// <summary>A row of a file.</summary>
/// <param name="Line">The number of its first line.</param>
/// <param name="Cells">The texts of its columns.</param>
internal sealed record CsvRow(int Line, string[] Cells);

/// <summary>The columns of a CSV file and how their texts become fields.</summary>
internal sealed class CsvTable
{
    private readonly string[] header;
    private readonly FeedFileOptions options;
    private readonly int key;
    private FeedFieldType[] types = [];

    public CsvTable(string[] header, FeedFileOptions options)
    {
        (this.header, this.options) = (header, options);
        key = Array.IndexOf(header, options.KeyField);
        if (key < 0)
            throw new FormatException($"line 1: there is no column {options.KeyField}, but {string.Join(", ", header)}; name the one that has the key with --key-field");
        if (header.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new FormatException($"line 1: the column {twice.Key} is there twice");
    }

    public CsvRow Checked(CsvRow row)
    {
        if (row.Cells.Length != header.Length)
            throw new FormatException($"line {row.Line}: it has {row.Cells.Length} columns; the first line has {header.Length}");
        if (row.Cells[key].Length == 0)
            throw new FormatException($"line {row.Line}: {options.KeyField} is empty; it must have the key");
        return row;
    }

    /// <summary>A column is of numbers or booleans when all its values are; empty ones fit every type.</summary>
    public void Infer(IReadOnlyList<CsvRow> rows) => types = [.. header.Select((_, column) => TypeOf([.. rows.Select(row => row.Cells[column]).Where(cell => cell.Length > 0)]))];

    public FeedLine LineOf(CsvRow row)
    {
        var fields = new Dictionary<string, object?>();
        for (var column = 0; column < header.Length; column++)
        {
            if (column != key)
                fields.Add(header[column], ValueOf(row, column));
        }

        return new FeedLine(row.Line, new FeedUpdate(row.Cells[key]) { Fields = Payload.From(fields), Patch = options.PatchOrAbsent });
    }

    private object? ValueOf(CsvRow row, int column)
    {
        var text = row.Cells[column];
        if (text.Length == 0)
            return null;
        return types[column] switch
        {
            FeedFieldType.Number => Number(text) ?? throw Wrong("a number"),
            FeedFieldType.Boolean => Boolean(text) ?? throw Wrong("true or false"),
            _ => text,
        };

        FormatException Wrong(string expected) => new($"line {row.Line}: {header[column]} is {Output.Plain.Text(text, 60)}; above it is always {expected}");
    }

    private static FeedFieldType TypeOf(IReadOnlyList<string> cells) =>
        cells.Count == 0 ? FeedFieldType.String
        : cells.All(cell => Number(cell) is not null) ? FeedFieldType.Number
        : cells.All(cell => Boolean(cell) is not null) ? FeedFieldType.Boolean
        : FeedFieldType.String;

    // decimal keeps the digits as they are written; what is beyond it is still a number.
    private static object? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact) ? exact
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : null;

    private static object? Boolean(string text) => text switch { "true" => true, "false" => false, _ => null };
}
