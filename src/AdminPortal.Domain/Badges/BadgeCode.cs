using System.Security.Cryptography;
using System.Text;
using AdminPortal.Domain.Participants;

namespace AdminPortal.Domain.Badges;

/// <summary>
/// What stands in the QR code of a badge: <c>AP1.</c>, the badge number, a dot, and 128 hexadecimal digits: the signature (ECDSA P-256 with
/// SHA-256, r and s side by side as IEEE P1363 has them) of the number in UTF-8. Hexadecimal and dots, because a hand scanner types the
/// code on a keyboard whose layout may swap other characters, and because a QR code writes digits and capital letters in five and a half
/// bits. The key is the event's own, so that a badge is of one event. Stations read the same in <c>code.ts</c>.
/// </summary>
public static class BadgeCode
{
    /// <summary>How a signed code begins.</summary>
    public const string Start = "AP1.";

    /// <summary>Longest signed code.</summary>
    public const int Limit = 4 + Participant.BadgeLimit + 1 + Digits;

    private const int Digits = 128;

    /// <summary>Whether it claims to be a signed code; anything else is a badge number as it is.</summary>
    public static bool IsSigned(string code) => code.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>The badge number that a code claims, genuine or not; of anything else all of it.</summary>
    public static string NumberIn(string code) => TrySplit(code, out var claimed, out _) ? claimed : code;

    /// <summary>Signs a badge number.</summary>
    /// <param name="key">The private key of its event.</param>
    /// <param name="badge">The number.</param>
    public static string Make(ECDsa key, string badge) => $"{Start}{badge}." + Convert.ToHexString(
        key.SignData(Encoding.UTF8.GetBytes(badge), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    /// <summary>The badge number of a signed code; null when the event's key has not signed it.</summary>
    /// <param name="code">What was scanned.</param>
    /// <param name="publicKey">The event's public key, SPKI in Base64; null when it has none, and so has signed nothing.</param>
    public static string? Verify(string code, string? publicKey)
    {
        if (publicKey is null || !TrySplit(code, out var badge, out var signature))
        {
            return null;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return key.VerifyData(Encoding.UTF8.GetBytes(badge), signature, HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            ? badge
            : null;
    }

    private static bool TrySplit(string code, out string badge, out byte[] signature)
    {
        var dot = code.Length - Digits - 1;
        (badge, signature) = ("", []);
        if (!IsSigned(code) || dot <= Start.Length || code[dot] != '.' || !code.AsSpan(dot + 1).ContainsOnlyHex())
        {
            return false;
        }

        (badge, signature) = (code[Start.Length..dot], Convert.FromHexString(code.AsSpan(dot + 1)));
        return true;
    }

    private static bool ContainsOnlyHex(this ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiHexDigit(letter))
            {
                return false;
            }
        }

        return true;
    }
}
