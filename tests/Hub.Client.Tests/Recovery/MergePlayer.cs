using System.Text.Json;
using System.Text.Json.Nodes;
using RealtimeHub.Client.Recovery;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Tests.Recovery;

/// <summary>Plays the steps of one vector into a merge and writes down what comes out, as the vectors write it.</summary>
internal sealed class MergePlayer : IMergeSink
{
    private static readonly ChannelName Channel = ChannelName.Parse("topic:vector");
    private readonly List<string> outcomes = [];
    private readonly int capacity;
    private readonly ChannelMerge merge;
    private int buffered;

    public MergePlayer(JsonObject @case)
    {
        capacity = (int?)@case["capacity"] ?? int.MaxValue;
        var onGap = (string?)@case["onGap"] switch { null or "reset" => OnGap.Reset, "tail" => OnGap.Tail, var other => throw new FormatException(other) };
        merge = new ChannelMerge(@case["start"].Deserialize<Position?>(JsonSerializerOptions.Web), onGap, Math.Max(capacity, 1000), this);
    }

    public Position? Position => merge.Position;

    public IReadOnlyList<string> Play(JsonObject step)
    {
        outcomes.Clear();
        var (input, value) = step.Single(field => field.Key is not ("out" or "position" or "keys"));
        var verdict = input switch
        {
            "subscribe" => Subscribe(value!),
            "publication" => merge.Take(PublicationOf(value!)),
            "reply" => merge.Take(ReplyOf(value!)),
            "reset" => Reset(value!),
            "lost" => Lose(step["keys"]),
            "update" => Update(),
            "updated" => Updated(value!["keys"]),
            "updateFailed" => UpdateFailed(),
            "drained" => Drain(),
            _ => throw new FormatException($"unknown step {input}"),
        };
        if (verdict != MergeVerdict.Continue)
            outcomes.Add(verdict == MergeVerdict.Recover ? "\"recover\"" : "\"lagged\"");
        return outcomes;
    }

    public bool TryDeliver(Publication publication, ChannelMode mode)
    {
        if (mode == ChannelMode.Log && buffered >= capacity)
            return false;
        buffered++;
        outcomes.Add($$"""{"deliver":{{publication.Offset}}}""");
        return true;
    }

    public void Deliver(Reset reset) => outcomes.Add(new JsonObject
    {
        ["reset"] = new JsonObject
        {
            ["position"] = new JsonObject { ["epoch"] = reset.Position.Epoch, ["offset"] = reset.Position.Offset },
            ["reason"] = JsonSerializer.SerializeToNode(reset.Reason),
        },
    }.ToJsonString());

    private MergeVerdict Subscribe(JsonNode request)
    {
        Assert.Equal(request["since"].Deserialize<Position?>(JsonSerializerOptions.Web), merge.Position);
        merge.Begin();
        return MergeVerdict.Continue;
    }

    private MergeVerdict Reset(JsonNode value)
    {
        value["channel"] = Channel.Value;
        return merge.Take(value.Deserialize(HubJson.Default.Reset)!);
    }

    private MergeVerdict Lose(JsonNode? keys)
    {
        merge.Lose();
        merge.KeepKeys(KeysOf(keys));
        return MergeVerdict.Continue;
    }

    private MergeVerdict Update()
    {
        merge.BeginUpdate();
        return MergeVerdict.Continue;
    }

    private MergeVerdict Updated(JsonNode? keys)
    {
        merge.KeepKeys(KeysOf(keys));
        merge.EndUpdate(done: true);
        return MergeVerdict.Continue;
    }

    private MergeVerdict UpdateFailed()
    {
        merge.EndUpdate(done: false);
        return MergeVerdict.Continue;
    }

    private static List<string>? KeysOf(JsonNode? keys) => keys?.AsArray().Select(key => (string)key!).ToList();

    private MergeVerdict Drain()
    {
        buffered = 0;
        return merge.Drain();
    }

    private static Publication PublicationOf(JsonNode value)
    {
        (value["channel"], value["type"], value["data"], value["time"]) = (Channel.Value, "vector", 1, 0L);
        return value.Deserialize(HubJson.Default.Publication)!;
    }

    private static SubscribeResult ReplyOf(JsonNode value)
    {
        value["channel"] = Channel.Value;
        return value.Deserialize(HubJson.Default.SubscribeResult)!;
    }
}
