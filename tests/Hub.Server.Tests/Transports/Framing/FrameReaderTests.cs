using System.Buffers.Binary;
using RealtimeHub.Server.Transports.Framing;
using RealtimeHub.TestKit;
using Reader = RealtimeHub.Server.Transports.Framing.FrameReader;

namespace RealtimeHub.Server.Tests.Transports.Framing;

/// <summary>Frames are read as RFC 6455 wants it, however they are cut.</summary>
[Trait("Safety", "B10")]
public class FrameReaderTests
{
    private static readonly Random Random = new(7);

    [Fact]
    public void Hostile_ThereAreMany_EachOfItsOwnName()
    {
        Assert.True(HostileFraming.All.Count >= 250, $"{HostileFraming.All.Count}");
        Assert.Equal(HostileFraming.All.Count, HostileFraming.All.DistinctBy(one => (one.Group, one.Name)).Count());
    }

    [Fact]
    public void Read_EveryHostileFraming_EndsWithItsCodeHoweverItIsCut()
    {
        var wrong = new List<string>();
        foreach (var framing in HostileFraming.All)
        {
            foreach (var (how, cuts) in new[] { ("whole", framing.Bytes.Length), ("in single bytes", 1), ("in threes", 3), ("in sevens", 7) })
            {
                if (CodeOf(framing.Bytes, cuts) is var code && code != framing.Code)
                    wrong.Add($"{framing.Group}: {framing.Name} {how}: {code} instead of {framing.Code}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Read_RandomMessagesCutAtRandom_GivesThemBack()
    {
        for (var round = 0; round < 300; round++)
        {
            var sent = Enumerable.Range(0, Random.Next(1, 12)).Select(_ => RandomBytes(Random.Next(4) == 0 ? Random.Next(70_000) : Random.Next(200))).ToList();
            var wire = sent.SelectMany(Fragmented).ToArray();

            var (messages, pings) = MessagesOf(wire, () => Random.Next(1, 5_000));

            Assert.Equal(sent, messages);
            Assert.All(pings, ping => Assert.Equal([1, 2, 3], ping));
        }
    }

    [Fact]
    public void Read_RandomBytes_ThrowsNothingAndEndsAtMostOnce()
    {
        for (var round = 0; round < 20_000; round++)
        {
            var reader = new Reader();
            var ends = 0;
            for (var part = 0; part < 4; part++)
            {
                var bytes = RandomBytes(Random.Next(64)).AsSpan();
                for (FrameEvent found; (found = reader.Read(ref bytes, out _)) != FrameEvent.None;)
                    ends += found is FrameEvent.Close or FrameEvent.Violation ? 1 : 0;
                Assert.True(bytes.IsEmpty);
            }

            Assert.True(ends <= 1);
        }
    }

    [Fact]
    public void Read_FramesThatComeWhole_AllocatesNothing()
    {
        var wire = Enumerable.Range(0, 100).SelectMany(n => new RawFrame(n % 3 == 0 ? RealtimeHub.TestKit.Opcode.Ping : RealtimeHub.TestKit.Opcode.Text, [.. "some text"u8]).Encode(7)).ToArray();
        var reader = new Reader();
        var copies = Enumerable.Range(0, 200).Select(_ => wire.ToArray()).ToArray();
        Count(reader, copies[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var events = 0;
        for (var i = 1; i < copies.Length; i++)
            events += Count(reader, copies[i]);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(199 * 100, events);
    }

    private static int Count(Reader reader, byte[] bytes)
    {
        var rest = bytes.AsSpan();
        var events = 0;
        while (reader.Read(ref rest, out _) != FrameEvent.None)
            events++;
        return events;
    }

    private static int? CodeOf(byte[] wire, int cut)
    {
        var reader = new Reader();
        for (var at = 0; at < wire.Length; at += cut)
        {
            var bytes = wire.AsSpan(at, Math.Min(cut, wire.Length - at)).ToArray().AsSpan();
            for (FrameEvent found; (found = reader.Read(ref bytes, out _)) != FrameEvent.None;)
            {
                if (found is FrameEvent.Close or FrameEvent.Violation)
                    return reader.Code;
            }
        }

        return null;
    }

    private static (List<byte[]> Messages, List<byte[]> Pings) MessagesOf(byte[] wire, Func<int> cut)
    {
        var reader = new Reader();
        var (messages, pings, message) = (new List<byte[]>(), new List<byte[]>(), new List<byte>());
        for (var at = 0; at < wire.Length;)
        {
            var count = Math.Min(cut(), wire.Length - at);
            var bytes = wire.AsSpan(at, count).ToArray().AsSpan();
            at += count;
            for (FrameEvent found; (found = reader.Read(ref bytes, out var payload)) != FrameEvent.None;)
            {
                Assert.True(found is FrameEvent.Part or FrameEvent.End or FrameEvent.Ping, $"{found}");
                if (found == FrameEvent.Ping)
                    pings.Add(payload.ToArray());
                else
                    message.AddRange(payload);
                if (found != FrameEvent.End)
                    continue;
                messages.Add([.. message]);
                message.Clear();
            }
        }

        return (messages, pings);
    }

    private static IEnumerable<byte> Fragmented(byte[] message)
    {
        var mask = (uint)Random.Next();
        var parts = Random.Next(1, 5);
        for (var part = 0; part < parts; part++)
        {
            var (from, to) = (message.Length * part / parts, message.Length * (part + 1) / parts);
            var opcode = part == 0 ? RealtimeHub.TestKit.Opcode.Binary : RealtimeHub.TestKit.Opcode.Continuation;
            foreach (var one in new RawFrame(opcode, message[from..to], part == parts - 1).Encode(mask))
                yield return one;
            if (Random.Next(3) != 0)
                continue;
            foreach (var one in new RawFrame(RealtimeHub.TestKit.Opcode.Ping, [1, 2, 3]).Encode(mask))
                yield return one;
        }
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        Random.NextBytes(bytes);
        return bytes;
    }
}
