using System.Security.Cryptography;
using System.Text;

namespace AdminPortal.Domain.Common;

/// <summary>A random secret that is shown once and stored only as a hash.</summary>
/// <param name="Text">What the holder gets.</param>
/// <param name="Hash">What is stored.</param>
/// <param name="Prefix">What may be shown later.</param>
public sealed record Secret(string Text, string Hash, string Prefix)
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>A new secret of 40 random characters (233 bits) behind a word that says what it is for.</summary>
    public static Secret New(string word)
    {
        var text = $"{word}_{RandomNumberGenerator.GetString(Alphabet, 40)}";
        return new Secret(text, HashOf(text), text[..(word.Length + 7)]);
    }

    /// <summary>SHA-256 in upper-case hexadecimal. Enough for random secrets; never for passwords.</summary>
    public static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
