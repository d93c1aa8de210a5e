using System.Diagnostics;
using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.Documents.Tests.Hostile;

/// <summary>
/// A document that gets damaged updates refuses them or takes them, stays consistent, and can be encoded and loaded again. 1,000,000 of them with
/// RTHUB_LONG=1.
/// </summary>
[Collection(YjsTests.Name)]
public sealed class DocumentFuzzTests(YjsOracle yjs, ITestOutputHelper output)
{
    private static readonly TimeSpan OrdinaryTime = TimeSpan.FromSeconds(6);

    [Fact]
    public void ApplyUpdate_MutatedUpdates_RefusesOnlyByInvalidUpdateAndStaysWhole()
    {
        var activities = Enumerable.Range(1, 10).Select(seed => yjs.Activity(seed, steps: 30)).ToArray();
        byte[][] updates = [.. activities.SelectMany(activity => activity.Updates.Append(activity.Update))];
        var watch = Stopwatch.StartNew();
        long taken = 0, refused = 0;
        for (var seed = 0; TestTimeout.IsLongRun ? taken + refused < 1_000_000 : watch.Elapsed < OrdinaryTime; seed++)
        {
            var mutation = new Mutation(new Random(seed), updates);
            var document = new YDoc(1);
            document.GetText("text").Changed += change => Assert.NotNull(change.Delta);
            document.ApplyUpdate(activities[seed % activities.Length].Update);
            for (var i = 0; i < 20; i++)
            {
                if (Try(document, mutation.Next(), seed, i))
                    taken++;
                else
                    refused++;
            }

            Check(document, seed);
        }

        output.WriteLine($"proof: {taken + refused} mutated updates applied to documents in {watch.Elapsed.TotalSeconds:F1} s: {taken} taken, {refused} refused");
        Assert.True(taken > refused / 50 && refused > taken / 50);
    }

    [Fact]
    public void ApplyUpdate_TypesNestedDeeply_AreDeletedWithoutTheStack()
    {
        const int depth = 200_000;
        object[] types = [.. Enumerable.Range(1, depth).SelectMany(clock => new object[] { new byte[] { 7, 0 }, 7, clock - 1, new byte[] { 0 } })];
        var document = new YDoc(1);
        document.ApplyUpdate(Bytes.Of([1, depth + 1, 7, 0, new byte[] { 7, 1 }, "array", new byte[] { 0 }, .. types, 0]));
        var array = document.GetArray("array");
        Assert.Throws<InvalidOperationException>(() => array.ToJson());

        array.Delete(0);
        Assert.Equal(0, array.Count);
        Assert.Equal([new ClockRange(0, depth + 1)], document.GetDeleteSet().RangesOf(7));
        Assert.True(document.EncodeStateAsUpdate().Length < 100);
    }

    [Fact]
    public void ApplyUpdate_InsertionsThatTakeQuadraticTime_AreRefused()
    {
        // Each is inserted at the start, each before another item: all of the earlier ones must be compared.
        const int clients = 20_000;
        var document = new YDoc(1);
        document.ApplyUpdate(Bytes.Of(1, 1, 1, 0, new byte[] { 4, 1 }, "text", new string('x', clients), 0));
        object[] blocks = [.. Enumerable.Range(0, clients).SelectMany(i => new object[] { 1, clients + 10 - i, 0, new byte[] { 0x44 }, 1, (i * 7919) % clients, "y" })];
        var update = Bytes.Of([clients, .. blocks, 0]);
        var refusal = Assert.Throws<InvalidUpdateException>(() => document.ApplyUpdate(update, null, UpdateLimits.Untrusted with { MaxWork = 10_000 }));
        Assert.Equal(UpdateFault.LimitExceeded, refusal.Fault);
    }

    [Fact]
    public void ApplyUpdate_MalformedAfterItsStructs_LeavesNothingForLaterUpdates()
    {
        var document = new YDoc(1);
        var text = document.GetText("text");
        Assert.Throws<InvalidUpdateException>(() => document.ApplyUpdate(Bytes.Of(1, 1, 9, 0, new byte[] { 4, 1 }, "text", "x", 0, 99)));

        document.ApplyUpdate(Bytes.Of(1, 1, 7, 0, new byte[] { 0x84 }, 9, 0, "y", 0));
        Assert.True(document.HasPending);
        Assert.Equal("", text.ToString());

        document.ApplyUpdate(Bytes.Of(1, 1, 9, 0, new byte[] { 4, 1 }, "text", "x", 0));
        Assert.Equal("xy", text.ToString());
    }

    private static bool Try(YDoc document, byte[] update, int seed, int number)
    {
        try
        {
            document.ApplyUpdate(update, null, UpdateLimits.Untrusted);
            return true;
        }
        catch (InvalidUpdateException)
        {
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}, update {number}: {Convert.ToHexString(update)}", e);
        }
    }

    private static void Check(YDoc document, int seed)
    {
        try
        {
            var copy = new YDoc(2);
            copy.ApplyUpdate(document.EncodeStateAsUpdate());
            Assert.Equal(document.GetStateVector(), copy.GetStateVector());
            Assert.Equal(document.HasPending, copy.HasPending);

            // Their order is not promised: origins that contradict each other have none, in Yjs neither.
            Assert.Equal(document.GetText("text").ToString().Length, document.GetText("text").ToDelta().Sum(operation => (operation.Insert as string)?.Length ?? 0));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}", e);
        }
    }
}
