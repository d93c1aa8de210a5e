using RealtimeHub.TestKit;
using Xunit.Abstractions;

namespace RealtimeHub.Documents.Tests.Model;

/// <summary>
/// Five clients edit at once, in the style of yjs's own tests: updates arrive in random order, some twice, some never until the clients sync again. At the
/// end all have the same contents, state, deletions and bytes.
/// </summary>
[Collection(YjsTests.Name)]
public sealed class ConvergenceTests(YjsOracle yjs, ITestOutputHelper output)
{
    private const int Clients = 5;

    [Fact]
    public void Replicas_OfOurs_Converge()
    {
        var seeds = TestTimeout.IsLongRun ? 20_000 : 1_000;
        Parallel.For(1, seeds + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
            Converge(seed, [.. Enumerable.Range(1, Clients).Select(client => new OurReplica(client * 1000L))]));
        output.WriteLine($"proof: {seeds} random sessions of {Clients} documents converged");
    }

    [Fact]
    public void Replicas_OfOursAndYjs_Converge()
    {
        var seeds = TestTimeout.IsLongRun ? 1_000 : 50;
        for (var seed = 1; seed <= seeds; seed++)
        {
            Converge(seed,
            [
                new OurReplica(1000), new YjsReplica(yjs, 2000), new OurReplica(3000), new YjsReplica(yjs, 4000), new OurReplica(5000),
            ]);
        }

        output.WriteLine($"proof: {seeds} random sessions of 3 documents of ours and 2 of yjs converged");
    }

    private static void Converge(int seed, IReplica[] replicas)
    {
        var random = new Random(seed);
        var inboxes = replicas.Select(_ => new List<byte[]>()).ToArray();
        for (var step = 0; step < 12; step++)
        {
            var at = random.Next(replicas.Length);
            Send(random, inboxes, at, replicas[at].Edit((seed * 100) + step, random.Next(1, 4)));
            var to = random.Next(replicas.Length);
            byte[][] some = [.. Bytes.Shuffled(inboxes[to], random).Take(random.Next(6))];
            inboxes[to].RemoveAll(some.Contains);
            Send(random, inboxes, to, replicas[to].Apply(some));
        }

        Sync(replicas);
        var first = replicas[0].Snapshot();
        for (var i = 1; i < replicas.Length; i++)
        {
            var other = replicas[i].Snapshot();
            Assert.True(first.Contents == other.Contents, $"seed {seed}: contents of 0 and {i} differ:\n{first.Contents}\n{other.Contents}");
            Assert.True(first.State.SequenceEqual(other.State), $"seed {seed}: states of 0 and {i} differ");
            Assert.True(Joined(first.Update).SequenceEqual(Joined(other.Update)), $"seed {seed}: bytes of 0 and {i} differ:\n{Convert.ToHexString(first.Update)}\n{Convert.ToHexString(other.Update)}");
        }
    }

    // Whether neighbouring deleted structs are joined depends on which of them were deleted in one transaction, so on the order in which updates came; five documents
    // of yjs differ there, too (seed 12974 of this test). A document that takes all of it at once joins what can be joined.
    private static byte[] Joined(byte[] update)
    {
        var document = new YDoc();
        document.ApplyUpdate(update);
        return document.EncodeStateAsUpdate();
    }

    /// <summary>Some get an update late, some twice, some never.</summary>
    private static void Send(Random random, List<byte[]>[] inboxes, int from, IReadOnlyList<byte[]> updates)
    {
        foreach (var update in updates)
        {
            for (var to = 0; to < inboxes.Length; to++)
            {
                if (to == from || random.Next(5) == 0)
                    continue;
                inboxes[to].Add(update);
                if (random.Next(8) == 0)
                    inboxes[to].Add([.. update]);
            }
        }
    }

    /// <summary>State vectors and diffs go about until nothing new comes: cleaning up formats makes updates, too.</summary>
    private static void Sync(IReplica[] replicas)
    {
        for (var round = 0; round < 20; round++)
        {
            foreach (var to in replicas)
            {
                foreach (var from in replicas)
                {
                    if (to != from)
                        to.Apply([from.Diff(to.State())]);
                }
            }

            var updates = replicas.Select(replica => replica.Diff([0])).ToArray();
            if (updates.All(update => update.SequenceEqual(updates[0])))
                return;
        }
    }
}
