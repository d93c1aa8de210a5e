using System.Globalization;
using System.Numerics;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents;

/// <summary>Values as JavaScript puts them into a string.</summary>
internal static class JsString
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool flag => flag ? "true" : "false",
        double.NaN => "NaN",
        double number => double.IsFinite(number) ? JsNumber.Format(number) : number > 0 ? "Infinity" : "-Infinity",
        BigInteger big => big.ToString(CultureInfo.InvariantCulture),
        byte[] bytes => string.Join(',', bytes),
        object?[] list => string.Join(',', list.Select(item => item is null or Undefined ? "" : Of(item))),
        IReadOnlyDictionary<string, object?> => "[object Object]",
        YMap => "[object Object]",
        _ => value.ToString() ?? "",
    };
}
