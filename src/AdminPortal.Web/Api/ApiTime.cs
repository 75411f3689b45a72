using System.Globalization;

namespace AdminPortal.Web.Api;

/// <summary>Times as clients send them: ISO 8601 with <c>Z</c> or an offset; without either they are taken as UTC.</summary>
internal static class ApiTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Reads a time; more digits of a second than can be kept are cut.</summary>
    public static bool TryParse(string text, out DateTime utc)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point > 0)
        {
            var end = point + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end - point > 8)
            {
                text = text.Remove(point + 8, end - point - 8);
            }
        }

        var ok = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        utc = time.UtcDateTime;
        return ok;
    }
}
