using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Modules.Documents.Awareness;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Awareness;

public class DocumentAwarenessTests
{
    [Fact]
    public async Task PushAwareness_OwnClient_IsSentOnAndShownToThoseWhoOpenLater()
    {
        await using var rig = await StartAsync("ada", "bob");

        await PushAsync(rig, "ada", new AwarenessEntry(7, 1, """{"name":"Ada"}"""));
        await PushAsync(rig, "ada", new AwarenessEntry(7, 2, """{"name":"Ada","at":3}"""));
        await PushAsync(rig, "ada", new AwarenessEntry(7, 1, """{"name":"old"}"""));

        Assert.Equal([1L, 2L], Sent(rig).Select(entry => entry.Clock));
        var shown = Assert.Single((await rig.Hub("cid").OpenAsync()).Awareness);
        Assert.Equal("""{"name":"Ada","at":3}""", AwarenessUpdate.Decode(shown.Span).Single().State);
        Assert.Empty(await rig.LogAsync("doc:" + DocumentRig.Id));
    }

    [Fact]
    public async Task PushAwareness_OneOfTwoClients_SendsBothSoThatTheSignalReplacesEarlierOnes()
    {
        await using var rig = await StartAsync("ada", "bob");
        await PushAsync(rig, "ada", new AwarenessEntry(7, 1, "{}"));
        await PushAsync(rig, "ada", new AwarenessEntry(8, 1, "{}"));
        await PushAsync(rig, "ada", new AwarenessEntry(7, 2, null));

        Assert.Equal([(7L, 1L), (8L, 1L), (7L, 1L), (7L, 2L), (8L, 1L)], Sent(rig).Select(entry => (entry.Client, entry.Clock)));
    }

    [Theory]
    [Trait("Safety", "B19")]
    [InlineData("""{"name":"Ada, not"}""")]
    [InlineData(null)]
    public async Task PushAwareness_AnotherUsersClient_IsRefused(string? state)
    {
        await using var rig = await StartAsync("ada", "bob");
        await PushAsync(rig, "ada", new AwarenessEntry(7, 1, "{}"));

        var refusal = await PushAsync(rig, "bob", new AwarenessEntry(8, 1, "{}"), new AwarenessEntry(7, 5, state)).RefusedAsync();

        Assert.Equal((ErrorCode.PermissionDenied, "foreign_awareness"), (refusal.Code, refusal.Details!.Reason));
        Assert.Equal([7L], Sent(rig).Select(entry => entry.Client));
    }

    [Fact]
    public async Task PushAwareness_ClientThatRepeatsWhatItReceives_OnlyItsOwnAreSentOn()
    {
        await using var rig = await StartAsync("ada", "bob");
        await PushAsync(rig, "ada", new AwarenessEntry(7, 1, "{}"));

        var message = AwarenessUpdate.Encode([new AwarenessEntry(7, 1, null), new AwarenessEntry(8, 1, "{}")]);
        var caller = new Server.Modules.Documents.Model.DocumentCaller("bob", null, "y-bob");
        Assert.False((await rig.Get<DocumentAwareness>().PushAsync(caller, DocumentRig.Id, message, dropsForeign: true, default)).IsRefused(out _, out _));

        Assert.Equal([(7L, "{}"), (8L, "{}")], Sent(rig).Select(entry => (entry.Client, entry.State)));
    }

    [Fact]
    public async Task OnEnded_Connection_ItsEntriesAreWithdrawn()
    {
        await using var rig = await StartAsync("ada", "bob");
        await PushAsync(rig, "ada", new AwarenessEntry(7, 3, "{}"));
        await PushAsync(rig, "bob", new AwarenessEntry(8, 1, "{}"));

        await rig.Get<IEnumerable<IConnectionEndListener>>().Single().OnEndedAsync(ChannelHub.ConnectionOf(rig.Hub("ada").Context)!);

        Assert.Equal((7L, 3L, null), Sent(rig).Select(entry => (entry.Client, entry.Clock, entry.State)).Last());
        Assert.Equal([8L], (await rig.Hub("cid").OpenAsync()).Awareness.SelectMany(message => AwarenessUpdate.Decode(message.Span)).Select(entry => entry.Client));
    }

    [Fact]
    public async Task PushAwareness_SameUserOnANewConnection_TakesItsClientAlong()
    {
        await using var rig = await StartAsync("ada");
        await PushAsync(rig, "ada", new AwarenessEntry(7, 1, "{}"));
        var again = rig.Hub("ada", "c-ada-2");
        await again.OpenAsync();

        await again.PushAwareness(new PushAwarenessRequest(DocumentRig.Id, AwarenessUpdate.Encode([new AwarenessEntry(7, 2, "{}")])));
        await rig.Get<DocumentAwareness>().OnEndedAsync(ChannelHub.ConnectionOf(rig.Hub("ada").Context)!);

        Assert.Equal([1L, 2L], Sent(rig).Select(entry => entry.Clock));
    }

    [Fact]
    public async Task PushAwareness_Limits_AreKept()
    {
        await using var rig = await StartAsync("ada");

        await PushAsync(rig, "ada", new AwarenessEntry(1, 1, $"\"{new string('x', 9000)}\"")).RefusedAsync(ErrorCode.LimitExceeded);
        await rig.Hub("ada").PushAwareness(new PushAwarenessRequest(DocumentRig.Id, new byte[] { 9 })).RefusedAsync(ErrorCode.BadRequest);
        await PushAsync(rig, "ada", [.. Enumerable.Range(1, 17).Select(client => new AwarenessEntry(client, 1, "{}"))]).RefusedAsync(ErrorCode.LimitExceeded);
        await PushAsync(rig, "bob", new AwarenessEntry(1, 1, "{}")).RefusedAsync(ErrorCode.BadRequest);

        Assert.Empty(rig.Signals.Items);
    }

    private static async Task<ChatRig> StartAsync(params string[] users)
    {
        var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        foreach (var user in users)
            await rig.Hub(user).OpenAsync();
        return rig;
    }

    private static Task PushAsync(ChatRig rig, string userId, params AwarenessEntry[] entries) =>
        rig.Hub(userId).PushAwareness(new PushAwarenessRequest(DocumentRig.Id, AwarenessUpdate.Encode(entries)));

    private static IEnumerable<AwarenessEntry> Sent(ChatRig rig) => rig.Signals.Items
        .Where(signal => signal.Type == DocumentTypes.Awareness)
        .SelectMany(signal => AwarenessUpdate.Decode(DocumentUpdate.FromPayload(signal.Data).Update.Span));
}
