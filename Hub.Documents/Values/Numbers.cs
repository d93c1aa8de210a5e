using System.Globalization;

namespace RealtimeHub.Documents.Codec;

/// <summary>.NET's numbers as the one kind of number that JavaScript has.</summary>
internal static class Numbers
{
    /// <exception cref="ArgumentException">The value is no number.</exception>
    public static double ToDouble(object value) => value switch
    {
        double number => number,
        int or long or float or short or byte or sbyte or ushort or uint or ulong or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException(
            $"value: a {value.GetType().Name} can't be in a document; there are null, Undefined, bool, numbers, BigInteger, string, byte[], lists and dictionaries with string keys", nameof(value)),
    };
}
