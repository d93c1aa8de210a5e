using System.Globalization;

namespace RealtimeHub.Documents.Codec;

/// <summary>Numbers as JavaScript writes them: <c>String(number)</c> of ECMAScript.</summary>
internal static class JsNumber
{
    /// <summary>The greatest number that lib0 writes as an integer.</summary>
    public const double MaxInteger = int.MaxValue;

    public static bool IsInteger(double value) => Math.Abs(value) <= MaxInteger && Math.Floor(value) == value;

    public static string Format(double value)
    {
        if (value == 0)
            return "0";
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var sign = shortest[0] == '-' ? "-" : "";
        return sign + Place(Digits(shortest), ExponentOf(shortest));
    }

    /// <summary>The digits that count, without zeros at either end.</summary>
    private static string Digits(string shortest)
    {
        var end = shortest.IndexOf('E');
        var digits = string.Concat((end < 0 ? shortest : shortest[..end]).Where(char.IsAsciiDigit));
        return digits.TrimStart('0').TrimEnd('0');
    }

    /// <summary>The power of ten of the first digit that counts.</summary>
    private static int ExponentOf(string shortest)
    {
        var e = shortest.IndexOf('E');
        var mantissa = (e < 0 ? shortest : shortest[..e]).TrimStart('-');
        var shift = e < 0 ? 0 : int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        return whole != "0" ? shift + whole.Length - 1 : shift - mantissa[(point + 1)..].TakeWhile(digit => digit == '0').Count() - 1;
    }

    private static string Place(string digits, int exponent)
    {
        if (exponent is >= 21 or < -6)
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return mantissa + (exponent < 0 ? "e-" : "e+") + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture);
        }

        if (exponent < 0)
            return "0." + new string('0', -exponent - 1) + digits;
        var whole = exponent + 1;
        return digits.Length <= whole ? digits.PadRight(whole, '0') : $"{digits[..whole]}.{digits[whole..]}";
    }
}
