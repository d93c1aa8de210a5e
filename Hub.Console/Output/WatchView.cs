using RealtimeHub.Client;
using RealtimeHub.Shared;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RealtimeHub.Console.Output;

/// <summary>What <c>rthub watch</c> shows: a row a key in state mode, else the newest publications. Fed from any thread.</summary>
internal sealed class WatchView(string channel, TimeProvider time)
{
    private const int FrameLines = 7;
    private const int LongestValue = 160;
    private static readonly TimeSpan Flash = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Row> ofKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Row> newest = [];
    private string connection = "connecting";
    private string note = "";
    private string presence = "";
    private Exception? ended;

    private sealed record Row(Publication Publication, DateTimeOffset Seen);

    public void On(Publication publication)
    {
        lock (gate)
        {
            var row = new Row(publication, time.GetUtcNow());
            if (publication.Key is not { } key || publication.Resume is null)
                AddNewest(row);
            else if (publication.Removed == true)
                ofKey.Remove(key);
            else
                ofKey[key] = Whole(key, row);
        }
    }

    private Row Whole(string key, Row row) => row.Publication.Patch == true && ofKey.TryGetValue(key, out var before)
        ? row with { Publication = row.Publication with { Data = FieldPatch.Apply(before.Publication.Data, row.Publication.Data), Patch = null } }
        : row;

    public void On(Reset reset)
    {
        lock (gate)
        {
            note = ofKey.Count > 0 ? Notices.WhatStateDid(reset) : $"publications are missing: {reset.Reason.ToString().ToLowerInvariant()}; went on at offset {reset.Position.Offset}";
            ofKey.Clear();
        }
    }

    public void On(PresenceSnapshot snapshot)
    {
        lock (gate)
            presence = $"{snapshot.Users} users here";
    }

    public void On(ConnectionStateChange change)
    {
        lock (gate)
        {
            connection = change.Current.ToString().ToLowerInvariant();
            if (change.RetryAfter is { } wait)
                connection += $", next attempt in {wait.TotalSeconds:0.0} s";
        }
    }

    public void On(SubscriptionStateChange change)
    {
        lock (gate)
        {
            if (change.Current == SubscriptionState.Ended)
                ended = change.Error;
            if (change is { Current: SubscriptionState.Subscribed, Recovered: true })
                note = $"back at {Plain.Time(time.GetUtcNow().ToUnixTimeMilliseconds())}, everything recovered";
        }
    }

    /// <summary>Throws what ended the subscription, if the server did.</summary>
    public void ThrowIfEnded()
    {
        if (ended is not null)
            throw ended;
    }

    /// <summary>The table as it is now, for a terminal of so many lines.</summary>
    public IRenderable Render(int height)
    {
        lock (gate)
        {
            var room = Math.Max(3, height - FrameLines);
            var table = new Table().RoundedBorder().Expand().Title(new TableTitle(Markup.Escape(Plain.Text(channel))));
            table.AddColumns(ofKey.Count > 0 ? ["key", "value", "offset", "time"] : ["offset", "type", "value", "time"]);
            var rows = ofKey.Count > 0 ? ofKey.Values : (IEnumerable<Row>)newest;
            foreach (var row in rows.Take(room))
                table.AddRow(CellsOf(row));
            var more = Math.Max(0, ofKey.Count - room);
            table.Caption = new TableTitle(Markup.Escape(string.Join(" · ", new[] { connection, presence, more > 0 ? $"{more} more keys" : "", note, "Ctrl-C leaves" }.Where(part => part.Length > 0))));
            return table;
        }
    }

    private IRenderable[] CellsOf(Row row)
    {
        var style = time.GetUtcNow() - row.Seen < Flash ? new Style(Color.Yellow) : Style.Plain;
        var (publication, value) = (row.Publication, Plain.Data(row.Publication.Data, LongestValue));
        var (offset, moment) = (publication.Offset.ToString(System.Globalization.CultureInfo.InvariantCulture), Plain.Time(publication.Time));
        string[] cells = ofKey.Count > 0
            ? [Plain.Text(publication.Key), value, offset, moment]
            : [offset, Plain.Text(publication.Type), value, moment];
        return [.. cells.Select(cell => new Text(cell, style))];
    }

    private void AddNewest(Row row)
    {
        newest.AddFirst(row);
        if (newest.Count > 200)
            newest.RemoveLast();
    }
}
