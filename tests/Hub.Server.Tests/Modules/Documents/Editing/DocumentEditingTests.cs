using RealtimeHub.Documents;
using RealtimeHub.Server.Tests.Modules.Chat;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Documents.Editing;

public class DocumentEditingTests
{
    [Fact]
    public async Task PushUpdate_Updates_AreStoredInOrderAndReadByOthers()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var positions = new List<long>();
        foreach (var update in DocumentRig.Typing(1, "Hello", ", ", "world"))
            positions.Add((await rig.Hub("ada").PushAsync(update)).Position.Offset);

        Assert.Equal([1, 2, 3], positions);
        Assert.All(await rig.UpdatesAsync(), publication => Assert.Equal("ada", publication.Publisher!.UserId));
        Assert.Equal("Hello, world", await rig.TextAsync("bob"));
    }

    [Fact]
    public async Task PushUpdate_ThatAddsNothing_IsAnsweredWithTheHeadAndNotStored()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var typed = DocumentRig.Typing(1, "a", "b");
        foreach (var update in typed)
            await rig.Hub("ada").PushAsync(update);

        var again = await rig.Hub("bob").PushAsync(typed[0]);
        var empty = await rig.Hub("bob").PushAsync(YUpdate.Empty);

        Assert.Equal((2, 2), (again.Position.Offset, empty.Position.Offset));
        Assert.Equal(2, (await rig.UpdatesAsync()).Count);
    }

    [Fact]
    public async Task PushUpdate_OutOfOrder_WaitsForWhatItBuildsOn()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var typed = DocumentRig.Typing(1, "a", "b", "c");

        await rig.Hub("ada").PushAsync(typed[2]);
        await rig.Hub("ada").PushAsync(typed[1]);
        Assert.Equal("", await rig.TextAsync());
        await rig.Hub("ada").PushAsync(typed[0]);

        Assert.Equal("abc", await rig.TextAsync());
        Assert.Equal("abc", DocumentRig.TextOf((await rig.Hub("bob").OpenAsync()).Update));
    }

    [Fact]
    public async Task PushUpdate_TooMuchThatWaits_IsRefusedUntilTheCausesCome()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:MaxPendingBytes", "15"));
        await rig.DocumentAsync();
        var typed = DocumentRig.Typing(1, "a", "b", "c", "d", "e");

        await rig.Hub("ada").PushAsync(typed[4]);
        var refusal = await rig.Hub("ada").PushAsync(typed[3]).RefusedAsync();
        Assert.Equal((ErrorCode.LimitExceeded, "pending_updates"), (refusal.Code, refusal.Details!.Reason));
        foreach (var update in typed.Take(4))
            await rig.Hub("ada").PushAsync(update);

        Assert.Equal("abcde", await rig.TextAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ff")]
    [InlineData("01010100")]
    [InlineData("0101018401000501610000")]
    [InlineData("ffffffff0f")]
    public async Task PushUpdate_Malformed_IsABadRequestAndStoredNowhere(string hex)
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        await rig.Hub("ada").PushAsync(DocumentRig.Typing(1, "a")[0]);

        var refusal = await rig.Hub("ada").PushAsync(Convert.FromHexString(hex)).RefusedAsync();

        Assert.Equal(("update", "malformed"), (refusal.Details!.Field, refusal.Details.Reason));
        Assert.Equal(ErrorCode.BadRequest, refusal.Code);
        Assert.Single(await rig.UpdatesAsync());
        Assert.Equal("a", await rig.TextAsync());
    }

    [Fact]
    [Trait("Safety", "L22")]
    public async Task PushUpdate_TooLarge_IsRefusedAndNothingIsStored()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:MaxUpdateBytes", "1000"), ("Hub:Documents:MaxDocumentBytes", "1500"));
        await rig.DocumentAsync();
        var doc = new YDoc(1);

        var large = await rig.Hub("ada").PushAsync(DocumentRig.Typing(2, new string('x', 1000))[0]).RefusedAsync();
        await rig.Hub("ada").PushAsync(DocumentRig.Typing(doc, new string('x', 800))[0]);
        var full = await rig.Hub("ada").PushAsync(DocumentRig.Typing(doc, new string('y', 800))[0]).RefusedAsync();

        Assert.Equal((ErrorCode.LimitExceeded, ErrorCode.LimitExceeded), (large.Code, full.Code));
        Assert.Equal("document_full", full.Details!.Reason);
        Assert.Single(await rig.UpdatesAsync());
    }

    [Fact]
    [Trait("Safety", "L22")]
    public async Task PushUpdate_TooMuchWork_IsRefusedAndTheDocumentIsAsBefore()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:MaxUpdateWork", "100"));
        await rig.DocumentAsync();
        await rig.Hub("ada").PushAsync(DocumentRig.Typing(1_000_000, "kept")[0]);

        // Each client inserts at the beginning: ordering them compares each with the others.
        var bomb = YUpdate.Merge([.. Enumerable.Range(1, 300).Select(client => DocumentRig.Typing(client, "x")[0])]);
        var refusal = await rig.Hub("bob").PushAsync(bomb).RefusedAsync();

        Assert.Equal(ErrorCode.LimitExceeded, refusal.Code);
        Assert.Single(await rig.UpdatesAsync());
        Assert.Equal("kept", await rig.TextAsync());
        await rig.Hub("ada").PushAsync(DocumentRig.Typing(1_000_001, "!")[0]);
        Assert.Equal(2, (await rig.UpdatesAsync()).Count);
    }

    [Fact]
    public async Task PushUpdate_ClientIdOfAnotherWithOtherContent_IsAConflictAndStoredNowhere()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync();
        var hers = new YDoc(1);
        await rig.Hub("ada").PushAsync(DocumentRig.Typing(hers, "hers")[0]);

        var his = new YDoc(1);
        var typed = DocumentRig.Typing(his, "his", " own");
        var refusal = await rig.Hub("bob").PushAsync(typed[0]).RefusedAsync();
        Assert.Equal((ErrorCode.Conflict, "client_reused"), (refusal.Code, refusal.Details!.Reason));
        await rig.Hub("bob").PushAsync(his.EncodeStateAsUpdate()).RefusedAsync(ErrorCode.Conflict);
        Assert.Single(await rig.UpdatesAsync());

        // The same again, also behind more of it and after it was deleted, is no conflict.
        hers.GetText("content").Insert(4, "!");
        await rig.Hub("ada").PushAsync(hers.EncodeStateAsUpdate());
        var other = new YDoc(2);
        other.ApplyUpdate(hers.EncodeStateAsUpdate());
        other.GetText("content").Delete(0, 5);
        await rig.Hub("bob").PushAsync(other.EncodeStateAsUpdate());
        await rig.Hub("ada").PushAsync(hers.EncodeStateAsUpdate());
        Assert.Equal("", await rig.TextAsync());
    }

    [Theory]
    [InlineData(DocumentRole.Reader)]
    [InlineData(DocumentRole.Commenter)]
    public async Task PushUpdate_RoleThatOnlyReads_IsRefused(DocumentRole role)
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.DocumentAsync(DocumentVisibility.Private);
        await rig.Hub("ada").ShareDocument(new ShareDocumentRequest(DocumentRig.Id, "bob", role));

        var refusal = await rig.Hub("bob").PushAsync(DocumentRig.Typing(1, "a")[0]).RefusedAsync();

        Assert.Equal("role_too_low", refusal.Details!.Reason);
        Assert.Empty(await rig.UpdatesAsync());
    }

    [Fact]
    public async Task PushUpdate_ManyUsersAtOnce_AllReadTheSame()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Documents:CompactAfterUpdates", "7"), ("Hub:Limits:PublishesPerSecond", "0"), ("Hub:Limits:SubscribesPerSecond", "0"));
        await rig.DocumentAsync();
        string[] users = ["ada", "bob", "cid", "dan"];
        var hubs = users.Select(user => rig.Hub(user)).ToArray();

        await Task.WhenAll(users.Select((_, index) => Task.Run(async () =>
        {
            foreach (var update in DocumentRig.Typing(index + 1, [.. Enumerable.Range(0, 25).Select(i => $"{index}:{i} ")]))
                await hubs[index].PushAsync(update);
        })));
        await rig.MergedAsync();

        var text = await rig.TextAsync("ada");
        Assert.Equal(Enumerable.Range(0, 25).SelectMany(i => Enumerable.Range(0, 4).Select(user => $"{user}:{i}")).Order(), text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Equal(text, await rig.TextAsync("bob"));
        await using var next = rig.Restarted();
        Assert.Equal(text, await next.TextAsync("cid"));
    }
}
