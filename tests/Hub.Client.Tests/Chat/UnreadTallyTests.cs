using System.Text.Json.Nodes;
using RealtimeHub.Client.Chat;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Chat;

/// <summary>Plays the cases of <c>tests/vectors/chat/unread.json</c>; the README beside it says what they mean.</summary>
public class UnreadTallyTests
{
    public static TheoryData<string> Cases() => [.. All().Select(one => (string)one["name"]!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Hear_PlayedACase_CountsWhatItSays(string name)
    {
        var played = All().Single(one => (string)one["name"]! == name);
        var list = new MessageList();
        list.Load([.. (played["loaded"]?.AsArray() ?? []).Select(message => MessageOf(message!))], (bool?)played["hasOlder"] ?? false);
        var tally = new UnreadTally();
        var cursor = played["cursor"]!;
        tally.Set((long)cursor["offset"]!, (int?)cursor["unread"] ?? 0, (int?)cursor["mentions"] ?? 0);
        var steps = played["steps"]!.AsArray();
        Assert.NotEmpty(steps);
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i]!;
            var type = (string)step["type"]!;
            var now = MessageOf(step["message"]!);
            var before = list.Find(now.MessageId);
            var asks = tally.Receive(type, before, now, list.Receive(now, type == ChatTypes.Posted), "me");
            Assert.Equal((i, (int)step["counts"]![0]!, (int)step["counts"]![1]!, (bool?)step["ask"] ?? false), (i, tally.Unread, tally.Mentions, asks));
        }
    }

    private static IEnumerable<JsonNode> All() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Vectors.Folder("chat"), "unread.json")))!["cases"]!.AsArray().Select(one => one!);

    private static Message MessageOf(JsonNode told) => new()
    {
        MessageId = (long)told["id"]!,
        Room = "kitchen",
        Author = new ChatUser((string?)told["author"] ?? "you"),
        Text = "",
        Time = 0,
        Mentions = [.. (told["mentions"]?.AsArray() ?? []).Select(userId => (string)userId!)],
        Reactions = [],
        Version = (int?)told["version"] ?? 1,
        Deleted = (bool?)told["deleted"],
    };
}
