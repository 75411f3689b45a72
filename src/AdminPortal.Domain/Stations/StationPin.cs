using System.Globalization;
using System.Security.Cryptography;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Stations;

/// <summary>
/// The digits that unlock a device. What is kept goes to the device, which asks for them without a network too; it keeps passers-by from
/// the screen, no more: whoever takes the device apart can try all of them.
/// </summary>
public static class StationPin
{
    /// <summary>Fewest digits.</summary>
    public const int Least = 4;

    /// <summary>Most digits.</summary>
    public const int Most = 8;

    private const int Rounds = 200_000;

    /// <summary>What is kept of a PIN: rounds, salt and hash of PBKDF2 with SHA-256, in hexadecimal with dots between.</summary>
    public static string HashOf(string pin)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(pin, salt, Rounds, HashAlgorithmName.SHA256, 32);
        return string.Create(CultureInfo.InvariantCulture, $"{Rounds}.{Convert.ToHexStringLower(salt)}.{Convert.ToHexStringLower(hash)}");
    }

    /// <summary>Whether it may be a PIN.</summary>
    public static bool IsOne(string? pin) => pin is { Length: >= Least and <= Most } && pin.All(char.IsAsciiDigit);

    /// <summary>The refusal of what is no PIN.</summary>
    public static Problem Wrong(string field) => new("pin_digits", $"A PIN has {Least} to {Most} digits.", field);
}
