using System.Text.RegularExpressions;

namespace AdminPortal.Tests.Support;

/// <summary>Finds in lines of a log what concerns nobody who reads it: addresses, secrets, what was searched for, names.</summary>
public static partial class PrivateWords
{
    /// <summary>Each find with some of what stands around it; a find is told once.</summary>
    /// <param name="log">All lines.</param>
    /// <param name="words">Names and other words of the test's own, in any case.</param>
    public static IReadOnlyList<string> In(string log, params IReadOnlyCollection<string> words)
    {
        var found = new[] { Email(), Secret(), Query() }.SelectMany(kind => kind.Matches(log)).Select(match => (match.Index, match.Value))
            .Concat(words.SelectMany(word => Places(log, word).Select(at => (Index: at, Value: word))));
        return [.. found.DistinctBy(one => one.Value).Select(one =>
            $"{one.Value}: …{log[Math.Max(0, one.Index - 120)..Math.Min(log.Length, one.Index + one.Value.Length + 40)]}…")];
    }

    private static IEnumerable<int> Places(string log, string word)
    {
        for (var at = log.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0;
            at = log.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            yield return at;
        }
    }

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.[a-z]{2,}", RegexOptions.IgnoreCase)]
    private static partial Regex Email();

    /// <summary>What begins like a key, a token or a link of the portal, is sealed by it, or brings a second factor.</summary>
    [GeneratedRegex(@"\b(?:apk(?:_live|_test)?|rsus?|chks?|inv|setup|stn|wall|whsec|pwd|eml)_[A-Za-z0-9]{20,}|\bCfDJ8[\w-]{20,}|otpauth:")]
    private static partial Regex Secret();

    /// <summary>What an address says after its question mark.</summary>
    [GeneratedRegex(@"[?&](?:search|q|api_key|code|token|return)=[^\s&""']+")]
    private static partial Regex Query();
}
