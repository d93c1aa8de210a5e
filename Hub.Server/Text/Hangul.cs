using System.Text;

namespace RealtimeHub.Server.Text;

/// <summary>Hangul in syllables, whether it came in syllables or in letters: the arithmetic of the Unicode Standard, section 3.12.</summary>
internal static class Hangul
{
    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeTrail = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Trails = 28;

    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u1100', '\u11FF'))
            return text;
        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (composed.Length > 0 && Join(composed[^1], c) is var syllable and > 0)
                composed[^1] = (char)syllable;
            else
                composed.Append(c);
        }

        return composed.ToString();
    }

    // Lead and vowel make a syllable, and one without a trail takes a trail; 0 for what does not join.
    private static int Join(char first, char second)
    {
        var (lead, vowel, trail) = (first - FirstLead, second - FirstVowel, second - BeforeTrail);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
            return FirstSyllable + (((lead * Vowels) + vowel) * Trails);
        var syllable = first - FirstSyllable;
        var open = syllable is >= 0 and < Leads * Vowels * Trails && syllable % Trails == 0;
        return open && trail is > 0 and < Trails ? first + trail : 0;
    }
}
