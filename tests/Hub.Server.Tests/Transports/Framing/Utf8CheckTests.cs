using System.Text;
using System.Text.Unicode;
using RealtimeHub.Server.Transports.Framing;

namespace RealtimeHub.Server.Tests.Transports.Framing;

public class Utf8CheckTests
{
    [Fact]
    public void TryTake_EveryCharacterInEveryCut_IsText()
    {
        for (var value = 0; value <= 0x10FFFF; value += value < 0x3000 ? 1 : 37)
        {
            if (!Rune.IsValid(value))
                continue;
            var bytes = Encoding.UTF8.GetBytes("a" + new Rune(value) + "b");
            for (var cut = 0; cut <= bytes.Length; cut++)
                Assert.True(IsText(bytes[..cut], bytes[cut..]), $"U+{value:x} cut at {cut}");
        }
    }

    [Fact]
    public void TryTake_RandomBytesInRandomPieces_AgreesWithTheFramework()
    {
        var random = new Random(3);
        byte[] often = [0x41, 0x80, 0xBF, 0xC2, 0xC3, 0xE0, 0xE2, 0xED, 0xA0, 0x9F, 0xF0, 0x90, 0xF4, 0x8F, 0xFF];
        for (var round = 0; round < 200_000; round++)
        {
            var bytes = Enumerable.Range(0, random.Next(12)).Select(_ => often[random.Next(often.Length)]).ToArray();
            var (one, two) = (random.Next(bytes.Length + 1), random.Next(bytes.Length + 1));

            var isText = IsText(bytes[..Math.Min(one, two)], bytes[Math.Min(one, two)..Math.Max(one, two)], bytes[Math.Max(one, two)..]);

            if (isText != Utf8.IsValid(bytes))
                Assert.Fail($"{Convert.ToHexString(bytes)} cut at {one} and {two}: {isText}");
        }
    }

    [Theory]
    [InlineData("C0")]
    [InlineData("FF")]
    [InlineData("E080")]
    [InlineData("EDA0")]
    [InlineData("F48F41")]
    [InlineData("F490")]
    public void TryTake_WhatCanBecomeNoTextAnyMore_IsRefusedAtOnce(string hex) => Assert.False(new Utf8Check().TryTake(Convert.FromHexString(hex)));

    private static bool IsText(params byte[][] pieces)
    {
        var check = new Utf8Check();
        foreach (var piece in pieces)
        {
            if (!check.TryTake(piece))
                return false;
        }

        return check.TryEnd();
    }
}
