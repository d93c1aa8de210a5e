using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RealtimeHub.Console.Connecting;

/// <summary>Options with numbers and flags whose errors say what the value must be, in words of the command line and not of the runtime.</summary>
internal static class ValueOption
{
    /// <summary>The largest offset that every client can read exactly.</summary>
    public const long MaxOffset = 9_007_199_254_740_991;

    /// <summary>A whole number within bounds; null when absent.</summary>
    public static Option<long?> Whole(string name, string description, long least, long most, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        CustomParser = result => ReadWhole(result, name, least, most),
    };

    /// <summary>A count within bounds, with a default.</summary>
    public static Option<int> Count(string name, string description, int least, int most, int whenAbsent, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        DefaultValueFactory = _ => whenAbsent,
        CustomParser = result => (int)(ReadWhole(result, name, least, most) ?? whenAbsent),
    };

    /// <summary>A count within bounds; null when absent.</summary>
    public static Option<int?> Count(string name, string description, int least, int most, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        CustomParser = result => (int?)ReadWhole(result, name, least, most),
    };

    /// <summary>A number within bounds, fractions included; null when absent.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="isLegal">Whether a number is within the bounds.</param>
    /// <param name="expected">What it must be, in words.</param>
    /// <param name="aliases">Its other names.</param>
    public static Option<double?> Number(string name, string description, Func<double, bool> isLegal, string expected, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && isLegal(value))
                return value;
            result.AddError($"{name} must be {expected}; '{text}' is not.");
            return null;
        },
    };

    /// <summary>A flag: there or not, without a value.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    private static long? ReadWhole(ArgumentResult result, string name, long least, long most)
    {
        var text = result.Tokens.Single().Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        result.AddError($"{name} must be a whole number from {least} to {most}; '{text}' is not.");
        return null;
    }
}
