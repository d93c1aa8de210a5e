using System.Diagnostics;
using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.Documents.Tests.Hostile;

/// <summary>
/// Damaged updates are taken or refused by the one exception, in bounded time and memory. Every update that the
/// check takes can be merged, diffed and summed up. 1,000,000 of them with RTHUB_LONG=1.
/// </summary>
[Collection(YjsTests.Name)]
public sealed class FuzzTests(YjsOracle yjs, ITestOutputHelper output)
{
    private const int Chunk = 1_000;
    private static readonly TimeSpan OrdinaryTime = TimeSpan.FromSeconds(12);

    [Fact]
    public void Codec_MutatedUpdates_RefusesOnlyByInvalidUpdate()
    {
        var updates = Enumerable.Range(1, 10).Select(seed => yjs.Activity(seed, steps: 30)).SelectMany(activity => activity.Updates.Append(activity.Update)).ToArray();
        Run("updates", updates, Codec);
    }

    [Fact]
    public void ConvertFromV2_MutatedUpdates_RefusesOnlyByInvalidUpdate()
    {
        var updates = Enumerable.Range(1, 10).SelectMany(seed => yjs.Activity(seed, steps: 30).UpdatesV2).ToArray();
        Run("updates of format v2", updates, update => YUpdate.ConvertFromV2(update));
    }

    private static void Codec(byte[] update)
    {
        var summary = YUpdate.Inspect(update, UpdateLimits.Untrusted);
        var state = YUpdate.StateVectorOf(update);
        var diff = YUpdate.Diff(update, state);
        var merged = YUpdate.Merge([update, diff, update]);
        var again = YUpdate.Inspect(merged, UpdateLimits.Untrusted);
        Assert.True(again.Deletes.SetEquals(summary.Deletes));
        Assert.True(summary.Ranges.Any(range => range.Clock > 0) || !summary.AddsTo(YUpdate.StateVectorOf(merged), again.Deletes), $"merging lost a struct: {Convert.ToHexString(update)}");
    }

    private void Run(string what, byte[][] updates, Action<byte[]> use)
    {
        var limit = TestTimeout.IsLongRun ? 1_000_000 : int.MaxValue;
        var watch = Stopwatch.StartNew();
        long taken = 0, refused = 0;
        for (var seed = 0; taken + refused < limit && (TestTimeout.IsLongRun || watch.Elapsed < OrdinaryTime / 2); seed++)
        {
            var mutation = new Mutation(new Random(seed), updates);
            for (var i = 0; i < Chunk; i++)
            {
                if (Try(mutation.Next(), use, seed, i))
                    taken++;
                else
                    refused++;
            }
        }

        output.WriteLine($"proof: {taken + refused} mutated {what} in {watch.Elapsed.TotalSeconds:F1} s: {taken} taken, {refused} refused");

        // Mutations that were all taken or all refused would prove nothing.
        Assert.True(taken > refused / 50 && refused > taken / 50);
    }

    private static bool Try(byte[] update, Action<byte[]> use, int seed, int number)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            use(update);
            return true;
        }
        catch (InvalidUpdateException)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 64 * 1024 + (64L * update.Length), $"seed {seed}, update {number}: {update.Length} bytes made {allocated}: {Convert.ToHexString(update)}");
            return false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"seed {seed}, update {number}: {Convert.ToHexString(update)}", e);
        }
    }
}
