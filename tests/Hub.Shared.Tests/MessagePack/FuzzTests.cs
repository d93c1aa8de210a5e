using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Shared.MessagePack;
using Xunit.Abstractions;

namespace RealtimeHub.Shared.Tests.MessagePack;

/// <summary>
/// Whatever comes: no crash, no hang, and no more memory than 16 times what came and 64 KiB. One million inputs, twenty
/// with <c>RTHUB_LONG=1</c>.
/// </summary>
[Trait("Safety", "B9")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Chunk = 10_000;

    private static readonly CheckedMessagePackProtocol Protocol = new();

    [Fact]
    public void TryParseMessage_MutatedFrames_NeverFailsOtherwiseThanByInvalidData()
    {
        var inputs = Environment.GetEnvironmentVariable("RTHUB_LONG") == "1" ? 20_000_000 : 1_000_000;
        var bodies = Bodies();
        Warm(bodies);
        long parsed = 0, refused = 0, malformed = 0;
        var watch = Stopwatch.StartNew();
        Parallel.For(0, inputs / Chunk, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var mutation = new Mutation(new Random(seed), bodies);
            long good = 0, unbound = 0, bad = 0;
            for (var i = 0; i < Chunk; i++)
            {
                switch (Try(mutation.Next(), () => $"seed {seed}, input {i}"))
                {
                    case null:
                        bad++;
                        break;
                    case InvocationBindingFailureMessage or StreamBindingFailureMessage:
                        unbound++;
                        break;
                    default:
                        good++;
                        break;
                }
            }

            Interlocked.Add(ref parsed, good);
            Interlocked.Add(ref refused, unbound);
            Interlocked.Add(ref malformed, bad);
        });
        output.WriteLine($"proof: {parsed + refused + malformed} mutated MessagePack inputs in {watch.Elapsed.TotalSeconds:F1} s: {parsed} parsed, {refused} did not fit, {malformed} malformed or incomplete");

        // Mutations that were all refused at the door would prove nothing.
        Assert.True(parsed > inputs / 20 && refused > inputs / 20 && malformed > inputs / 20);
    }

    [Theory]
    [InlineData("SubscribeRequest", "keys", "a0")]
    [InlineData("SubscribeRequest", "keys", "a178")]
    [InlineData("SubscribeRequest", "keys", "c0")]
    [InlineData("SubscribeRequest", "keys", "01")]
    [InlineData("SubscribeRequest", "unknown", "01")]
    [InlineData("SubscribeManyRequest", "subscriptions", "81a76368616e6e656ca0")]
    [InlineData("SubscribeManyRequest", "subscriptions", "80")]
    [InlineData("SubscribeManyResult", "results", "80")]
    [InlineData("HistoryPage", "publications", "85a76368616e6e656ca3613a62a66f666673657401a474797065a0a46461746101a474696d6501")]
    [InlineData("ReadCursorsRequest", "channels", "a101")]
    [InlineData("RefreshTokenResult", "lost", "a3613a62")]
    [InlineData("PublishRequest", "data", "c0")]
    [InlineData("PublishRequest", "data", "a178")]
    [InlineData("PublishRequest", "data", "c400")]
    [InlineData("UpdatePresenceRequest", "data", "90")]
    [InlineData("UpdatePresenceRequest", "data", "ca00000000")]
    public void TryParseMessage_ManyTinyItems_CostsNoMoreThanSixteenTimesTheirBytes(string type, string field, string item)
    {
        foreach (var count in new[] { 1_000, 65_000, 70_000, 300_000 })
        {
            var frame = Codec.Frame(ManyItems(type, field, count, Convert.FromHexString(item)));

            // The first time fills the pool, which is bounded and not the input's.
            Parse(frame);
            Try(frame, () => $"{count} items");
        }
    }

    private static HubMessage? Try(byte[] frame, Func<string> name)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        HubMessage? message;
        try
        {
            message = Parse(frame);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name()}: {Convert.ToHexString(frame.AsSpan(0, Math.Min(frame.Length, 2_000)))}", e);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > (16L * frame.Length) + (64 * 1024))
            Assert.Fail($"{name()}: {frame.Length} bytes made {allocated}: {Convert.ToHexString(frame.AsSpan(0, Math.Min(frame.Length, 2_000)))}");
        return message;
    }

    private static HubMessage? Parse(byte[] frame)
    {
        var input = new ReadOnlySequence<byte>(frame);
        try
        {
            return Protocol.TryParseMessage(ref input, Binder.Instance, out var message) ? message : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] ManyItems(string type, string field, int count, byte[] item)
    {
        var text = System.Text.Encoding.UTF8;
        var head = new List<byte> { 0x96, 1, 0x80, 0xc0 };
        head.AddRange([(byte)(0xa0 | type.Length), .. text.GetBytes(type), 0x91, 0x84]);
        head.AddRange([0xa7, .. "channel"u8, 0xa3, .. "a:b"u8, 0xa4, .. "type"u8, 0xa1, (byte)'t', 0xab, .. "expiresTime"u8, 5]);
        head.AddRange([(byte)(0xa0 | field.Length), .. text.GetBytes(field), 0xdd, (byte)(count >> 24), (byte)(count >> 16), (byte)(count >> 8), (byte)count]);
        for (var i = 0; i < count; i++)
            head.AddRange(item);
        head.Add(0x90);
        return [.. head];
    }

    /// <summary>Bodies of valid frames: every contract as an argument and as a result, and every other kind of message.</summary>
    private static byte[][] Bodies()
    {
        var messages = new List<HubMessage> { PingMessage.Instance, new CloseMessage("bye", true), new AckMessage(5), new SequenceMessage(70_000), new CancelInvocationMessage("1") };
        foreach (var type in Samples.Contracts)
        {
            for (var seed = 0; seed < 4; seed++)
            {
                var value = new Samples(seed).Make(type);
                messages.Add(new InvocationMessage(seed == 0 ? null : "7", type.Name, [value], seed == 1 ? ["s"] : null));
                messages.Add(seed == 2 ? new StreamItemMessage(type.Name, value) : CompletionMessage.WithResult(type.Name, value));
            }
        }

        messages[5] = new InvocationMessage("1", "Mixed", ["text", 5, 2.5, true, new byte[] { 1, 2, 3 }]) { Headers = new Dictionary<string, string> { ["a"] = "b" } };
        return [.. messages.Select(message => Protocol.GetMessageBytes(message).ToArray()).Select(frame => frame[frame.AsSpan().IndexOfAnyInRange((byte)0x90, (byte)0x9f)..])
            .Where(body => body.Length < 8 * 1024)];
    }

    private static void Warm(byte[][] bodies)
    {
        foreach (var body in bodies)
            Parse(Codec.Frame(body));
    }

    /// <summary>Finds the type by the method's name, or by the invocation's id where there is nothing else.</summary>
    private sealed class Binder : IInvocationBinder
    {
        public static readonly Binder Instance = new();

        private static readonly Dictionary<string, Type[]> Types = Samples.Contracts.ToDictionary(type => type.Name, type => new[] { type });

        public Type GetReturnType(string invocationId) => Types.GetValueOrDefault(invocationId)?[0] ?? throw new InvalidOperationException("unknown id");

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => methodName == "Mixed"
            ? [typeof(string), typeof(int), typeof(double), typeof(bool), typeof(byte[])]
            : Types.GetValueOrDefault(methodName) ?? throw new HubException("Method does not exist.");

        public Type GetStreamItemType(string streamId) => GetReturnType(streamId);
    }
}
