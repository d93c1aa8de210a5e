using System.Text.Json;
using System.Text.Json.Nodes;
using RealtimeHub.Client.Recovery;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Recovery;

/// <summary>Plays the cases of <c>tests/vectors/recovery</c>; its README says what they mean.</summary>
public sealed class ChannelMergeTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Vectors.Folder("recovery"), "*.json").Order(StringComparer.Ordinal))
        {
            foreach (var @case in JsonNode.Parse(File.ReadAllText(file))!["cases"]!.AsArray())
                data.Add(Path.GetFileName(file), (string)@case!["name"]!);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Merge_PlayedACase_DoesWhatItSays(string file, string name)
    {
        var @case = JsonNode.Parse(File.ReadAllText(Path.Combine(Vectors.Folder("recovery"), file)))!["cases"]!.AsArray()
            .Single(one => (string)one!["name"]! == name)!.AsObject();
        var player = new MergePlayer(@case);
        var steps = @case["steps"]!.AsArray();
        Assert.NotEmpty(steps);
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i]!.AsObject();
            var expected = step["out"]?.AsArray().Select(outcome => outcome!.ToJsonString()).ToList() ?? [];
            Assert.Equal((i, string.Join(' ', expected)), (i, string.Join(' ', player.Play(step))));
            if (step.ContainsKey("position"))
                Assert.Equal((i, step["position"].Deserialize<Position?>(JsonSerializerOptions.Web)), (i, player.Position));
        }
    }
}
