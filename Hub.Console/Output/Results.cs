using System.Text;
using System.Text.Json.Serialization.Metadata;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Output;

/// <summary>Writes what commands give: plain lines, or the contracts as JSON, one a line.</summary>
internal sealed class Results(TextWriter output, bool json)
{
    public void Write(Publication publication)
    {
        if (json)
        {
            // JSON has no place for a payload in another encoding.
            Json(publication with { Data = publication.Data.ToJson() }, HubJson.Default.Publication);
            return;
        }

        var line = new StringBuilder();
        line.Append(publication.Offset).Append("  ").Append(Plain.Time(publication.Time)).Append("  ").Append(Plain.Text(publication.Type));
        if (publication.Key is { } key)
            line.Append("  ").Append(Plain.Text(key));
        if (publication.Publisher is { } publisher)
            line.Append("  ").Append(Plain.Text(publisher.Name ?? publisher.UserId));
        line.Append("  ").Append(publication.Removed == true ? "(removed)" : Plain.Data(publication.Data));
        if (publication.Merged is > 0 and var merged)
            line.Append("  (").Append(merged).Append(" merged)");
        output.WriteLine(line.ToString());
    }

    public void Write(Signal signal)
    {
        if (json)
            Json(signal with { Data = signal.Data.ToJson() }, HubJson.Default.Signal);
        else
            output.WriteLine($"signal  {Plain.Time(signal.Time)}  {Plain.Text(signal.Type)}  {Plain.Text(signal.Publisher?.Name ?? signal.Publisher?.UserId)}  {Plain.Data(signal.Data)}");
    }

    public void Write(PublishResult result)
    {
        if (json)
            Json(result, HubJson.Default.PublishResult);
        else
            output.WriteLine($"{result.Position.Offset}  epoch {Plain.Text(result.Position.Epoch)}{(result.Duplicate ? "  (published before)" : "")}");
    }

    public void Write(StateEntry entry)
    {
        if (json)
            Json(entry with { Data = entry.Data.ToJson() }, (JsonTypeInfo<StateEntry>)HubJson.Default.Options.GetTypeInfo(typeof(StateEntry)));
        else
            output.WriteLine($"{Plain.Text(entry.Key)}  {entry.Offset}  {Plain.Time(entry.Time)}  {Plain.Text(entry.Type)}  {Plain.Data(entry.Data)}");
    }

    public void Write(PresenceSnapshot presence)
    {
        if (json)
        {
            Json(WithJsonData(presence), HubJson.Default.PresenceSnapshot);
            return;
        }

        output.WriteLine($"{presence.Users} users, {presence.Connections} connections");
        foreach (var member in presence.Members)
            output.WriteLine($"{Plain.Text(member.UserId)}  {Plain.Text(member.Name)}  since {Plain.Time(member.Connections.Min(connection => connection.JoinedTime))}  {member.Connections.Count} connections");
    }

    public void Write(Document document)
    {
        if (json)
            Json(document, HubJson.Default.Document);
        else
            output.WriteLine($"{Plain.Text(document.DocumentId)}  {Word(document.Visibility)}  {(document.Role is { } role ? Word(role) : "-")}  {Plain.Day(document.CreatedTime)}  {Plain.Text(document.Title)}{(document.Snippet is { } snippet ? "  | " + Plain.Text(snippet) : "")}");
    }

    public void Write(DocumentVersion version)
    {
        if (json)
            Json(version, HubJson.Default.DocumentVersion);
        else
            output.WriteLine($"{Plain.Text(version.VersionId)}  {Plain.Day(version.CreatedTime)}  {Plain.Text(version.Author?.Name ?? version.Author?.UserId ?? "-")}  {Plain.Text(version.Label ?? (version.Automatic ? "(automatic)" : "(saved)"))}");
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static PresenceSnapshot WithJsonData(PresenceSnapshot presence) => presence with
    {
        Members = [.. presence.Members.Select(member => member with
        {
            Connections = [.. member.Connections.Select(connection => connection with { Data = connection.Data?.ToJson() })],
        })],
    };

    private void Json<T>(T value, JsonTypeInfo<T> type) => output.WriteLine(Plain.Json(value, type));
}
