using System.Globalization;
using System.Text.Json;
using RealtimeHub.Client;
using RealtimeHub.Client.Feeds;
using RealtimeHub.Shared;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RealtimeHub.Console.Output;

/// <summary>What <c>rthub watch</c> shows of a feed: a row a key, a column a field, what has just risen green and what has fallen red. Fed from any thread.</summary>
internal sealed class FeedView(string name, TimeProvider time)
{
    private const int FrameLines = 7;
    private const int LongestCell = 24;
    private static readonly TimeSpan Flash = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Move> moves = [];
    private readonly ThroughputMeter throughput = new(time);
    private string connection = "connecting";
    private string note = "";
    private bool isMissing;
    private LiveFeed? feed;
    private Feed described = new(name, name, "", "", [], 0);
    private Exception? ended;

    /// <summary>A change that is shown for a moment.</summary>
    private sealed record Move(FeedChange Change, DateTimeOffset Seen);

    public bool HasEnded
    {
        get
        {
            lock (gate)
                return ended is not null;
        }
    }

    /// <summary>The feed is open.</summary>
    /// <param name="open">Its values.</param>
    /// <param name="description">What it is; null when there is no such feed yet.</param>
    public void Begin(LiveFeed open, Feed? description)
    {
        lock (gate)
            (feed, described, isMissing) = (open, description ?? described, description is null);
    }

    public void On(Reset reset)
    {
        lock (gate)
            note = Notices.WhatStateDid(reset);
    }

    public void On(FeedChange change)
    {
        lock (gate)
            moves[change.Key] = new Move(change, time.GetUtcNow());
    }

    public void On(ConnectionStateChange change)
    {
        lock (gate)
            connection = change.Current.ToString().ToLowerInvariant() + (change.RetryAfter is { } wait ? $", next attempt in {wait.TotalSeconds:0.0} s" : "");
    }

    public void On(SubscriptionStateChange change)
    {
        lock (gate)
            ended = change.Error;
    }

    /// <summary>Called a few times a second.</summary>
    public void Tick()
    {
        lock (gate)
            throughput.Measure(feed?.Received ?? 0);
    }

    /// <summary>Throws what ended the feed, if the server did.</summary>
    public void ThrowIfEnded()
    {
        if (ended is not null)
            throw ended;
    }

    /// <summary>The table as it is now, for a terminal of so many columns and lines.</summary>
    public IRenderable Render(int width, int height)
    {
        lock (gate)
        {
            var room = Math.Max(3, height - FrameLines);
            var rows = feed?.Values.OrderBy(value => value.Key, StringComparer.Ordinal).ToList() ?? [];
            var fields = FieldsOf(rows.Select(row => row.Value), width);
            var table = new Table().RoundedBorder().Expand().Title(new TableTitle(Markup.Escape(Plain.Text(described.Title))));
            table.AddColumn("key");
            foreach (var field in fields)
                table.AddColumn(new TableColumn(new Text(Plain.Text(field.Unit is null ? field.Name : $"{field.Name} {field.Unit}"))) { Alignment = field.Type == FeedFieldType.Number ? Justify.Right : Justify.Left });
            foreach (var (key, value) in rows.Take(room))
                table.AddRow([new Text(Plain.Text(key, LongestCell)), .. fields.Select(field => Cell(key, value, field))]);
            table.Caption = new TableTitle(Markup.Escape(string.Join(" · ", Caption(rows.Count - room).Where(part => part.Length > 0))));
            return table;
        }
    }

    private IEnumerable<string> Caption(int more)
    {
        yield return connection;
        if (feed is not null)
        {
            yield return $"{throughput.PerSecond:0} values/s";
            yield return feed.MaxRate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"at most {rate} a second and key") : "";
            yield return $"{feed.Merged} merged";
            yield return isMissing && feed.Values.Count == 0 ? "there is no such feed yet" : note;
            yield return feed.State == SubscriptionState.Subscribed ? "" : "values may be old";
        }

        yield return more > 0 ? $"{more} more keys" : "";
        yield return "Ctrl-C leaves";
    }

    // As declared, else as the values have them; as many as fit.
    private List<FeedField> FieldsOf(IEnumerable<FeedValue> values, int width)
    {
        var fields = described.Fields.Count > 0
            ? described.Fields
            : [.. values.SelectMany(value => value.Fields).DistinctBy(field => field.Key).Select(field => new FeedField(field.Key, TypeOf(field.Value)))];
        return [.. fields.Take(Math.Max(1, (width / 14) - 1))];
    }

    private Text Cell(string key, FeedValue value, FeedField field) =>
        new(value.Fields.TryGetValue(field.Name, out var cell) ? Plain.Text(cell.ToString(), LongestCell) : "", StyleOf(key, field));

    private Style StyleOf(string key, FeedField field)
    {
        if (feed?.Values.GetValueOrDefault(key)?.Stale == true)
            return new Style(decoration: Decoration.Dim);
        if (!moves.TryGetValue(key, out var move) || time.GetUtcNow() - move.Seen >= Flash || move.Change is not { Value: { } now, Before: { } before })
            return Style.Plain;
        return (now.Number(field.Name), before.Number(field.Name)) switch
        {
            ({ } after, { } earlier) when after > earlier => new Style(Color.Green),
            ({ } after, { } earlier) when after < earlier => new Style(Color.Red),
            _ => Style.Plain,
        };
    }

    private static FeedFieldType TypeOf(JsonElement value) => value.ValueKind == JsonValueKind.Number ? FeedFieldType.Number : FeedFieldType.String;
}
