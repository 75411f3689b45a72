using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// Refuses passwords that are guessed first, as <c>PasswordCommon</c>: where digits and signs are left out, nothing remains but two common
/// passwords, rows of the keyboard, repetitions, the product's name and the person's own, and at most two more letters; and the password
/// that the account has already, as <c>PasswordSame</c>.
/// </summary>
/// <remarks>
/// The common ones are those of @zxcvbn-ts/language-common (MIT), 49,000 from passwords that were stolen and published, the most frequent
/// first, and some German words.
/// </remarks>
internal sealed class PasswordRules : IPasswordValidator<PortalUser>
{
    /// <summary>Longer ones are not taken: nobody types them, and each costs work.</summary>
    public const int MaxLength = 256;

    /// <summary>From here on nobody guesses it, whatever it is made of.</summary>
    private const int LongEnough = 40;

    private const int MostFrequent = 6000;

    private const int MostWords = 2;

    private const int MostOtherLetters = 2;

    private static readonly string[] Product = ["adminportal", "admin", "portal"];

    private static readonly string[] German =
    [
        "passwort", "kennwort", "geheim", "geheimnis", "hallo", "willkommen", "sommer", "winter", "herbst", "frühling", "fruehling",
        "schatz", "liebe", "anmelden", "zugang",
        "benutzer", "nutzer", "messe", "veranstaltung", "deutschland", "münchen", "muenchen", "köln", "koeln", "sicher", "sicherheit",
    ];

    /// <summary>
    /// All common passwords, and those of the most frequent ones that are words, which are looked for inside longer passwords.
    /// </summary>
    private static readonly Lazy<(FrozenSet<string> All, FrozenSet<string> Words)> Common = new(ReadCommon);

    private static readonly string[] Rows =
    [
        .. from row in new[] { "qwertzuiopü", "qwertyuiop", "asdfghjklöä", "asdfghjkl", "yxcvbnm", "zxcvbnm", "qay", "qaz", "wsx", "edc",
            "rfv", "tgb", "zhn", "yhn", "ujm", "abcdefghijklmnopqrstuvwxyz" }
           from way in new[] { row, new string([.. row.Reverse()]) }
           select way,
    ];

    /// <inheritdoc />
    public async Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(user);
        if (password is null || password.Length > MaxLength)
        {
            return Refused("PasswordTooLong", $"A password has at most {MaxLength} characters.");
        }

        if (user.PasswordHash is not null && await manager.CheckPasswordAsync(user, password))
        {
            return Refused("PasswordSame", "This is the password you have already.");
        }

        return IsCommon(password, [user.Email ?? "", user.DisplayName])
            ? Refused("PasswordCommon",
                "This password is guessed easily: it is made of common words, rows of the keyboard or your own name.")
            : IdentityResult.Success;
    }

    /// <summary>Whether a password is one of those that are tried first against somebody with these names.</summary>
    internal static bool IsCommon(string password, IEnumerable<string> own)
    {
        var letters = Letters(password);
        if (letters.Length >= LongEnough)
        {
            return false;
        }

        if (Repeats(letters) || Common.Value.All.Contains(password.ToLowerInvariant()))
        {
            return true;
        }

        string[] names = [.. own.SelectMany(name => name.ToLowerInvariant().Split([' ', '@', '.', '-', '_', '+', '\'']))
            .Where(name => name.Length > 1).Concat(Product)];

        // others[w] is the least number of letters up to here that belong to nothing known, with at most w common words among the rest.
        var best = new int[letters.Length + 1][];
        best[0] = new int[MostWords + 1];
        for (var end = 1; end <= letters.Length; end++)
        {
            best[end] = [.. best[end - 1].Select(others => others + 1)];
            for (var start = end - 2; start >= 0; start--)
            {
                var part = letters[start..end];
                var free = Array.Exists(names, name => name == part)
                    || (part.Length > 2 && (Array.Exists(Rows, row => row.Contains(part, StringComparison.Ordinal))
                        || part.All(c => c == part[0])));
                var word = !free && part.Length > 2 && Common.Value.Words.Contains(part);
                for (var words = free ? 0 : 1; (free || word) && words <= MostWords; words++)
                {
                    best[end][words] = Math.Min(best[end][words], best[start][free ? words : words - 1]);
                }
            }
        }

        return best[^1][MostWords] <= MostOtherLetters;
    }

    /// <summary>The letters alone, with the digits and signs that stand for letters between letters: <c>p4ssw0rd</c>.</summary>
    private static string Letters(string password)
    {
        var text = password.ToLowerInvariant();
        return string.Concat(text.Select((c, at) => char.IsLetter(c) ? c : at > 0 && at + 1 < text.Length && char.IsLetter(text[at - 1])
            && char.IsLetter(text[at + 1]) ? Meant(c) : ' ').Where(c => c != ' '));
    }

    private static char Meant(char sign) => sign switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => ' ',
    };

    /// <summary>Whether it is a few letters over and over.</summary>
    private static bool Repeats(string letters) =>
        Enumerable.Range(1, Math.Min(5, letters.Length / 2))
            .Any(length => letters.Select((c, at) => c == letters[at % length]).All(same => same));

    private static (FrozenSet<string> All, FrozenSet<string> Words) ReadCommon()
    {
        using var list = typeof(PasswordRules).Assembly.GetManifestResourceStream("passwords.json")!;
        var all = JsonSerializer.Deserialize<string[]>(list)!;
        return (all.ToFrozenSet(), all.Where(password => password.Length > 3 && password.All(char.IsAsciiLetter)).Take(MostFrequent)
            .Concat(German).ToFrozenSet());
    }

    private static IdentityResult Refused(string code, string sentence) =>
        IdentityResult.Failed(new IdentityError { Code = code, Description = sentence });
}
