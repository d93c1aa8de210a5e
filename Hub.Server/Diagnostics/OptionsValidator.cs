using System.Globalization;
using Microsoft.Extensions.Options;

namespace RealtimeHub.Server.Diagnostics;

/// <summary>Checks the values of one class of options. A fault is one line: the option's name below its section, a space, and the reason.</summary>
internal abstract class OptionsValidator<T> : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var faults = Faults(options).OfType<string>().ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>One entry a check; null where the value is in range.</summary>
    protected abstract IEnumerable<string?> Faults(T options);

    /// <summary>A whole number in a range; with a lower end of 0, zero means no limit where <paramref name="zero"/> says so.</summary>
    protected static string? Range(string option, long value, long least, long most, string zero = "")
    {
        if (value >= least && value <= most)
            return null;
        var note = least == 0 && zero.Length > 0 ? $" ({zero})" : "";
        return most is int.MaxValue or long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{option} must be {least}{note} or more")
            : string.Create(CultureInfo.InvariantCulture, $"{option} must be from {least}{note} to {most}");
    }

    protected static string? Range(string option, TimeSpan? value, TimeSpan least, TimeSpan most) =>
        value is null || (value >= least && value <= most)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{option} must be a time from {least:c} to {most:c}");
}
