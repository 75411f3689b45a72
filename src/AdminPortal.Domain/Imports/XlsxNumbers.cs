using System.Globalization;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Shows numbers as a person sees them: whole numbers with all their digits, leading zeros where the format asks for them, days as days.
/// </summary>
internal sealed class XlsxNumbers
{
    /// <summary>Formats of cells, and formats of numbers; Excel takes 65,490 and some hundreds.</summary>
    private const int MostFormats = 65_536;

    private const int LastDay = 2_958_465; // 9999-12-31

    private const int SecondsOfDay = 86_400;

    private readonly List<NumberFormat> formats;

    private readonly bool from1904;

    private XlsxNumbers(List<NumberFormat> formats, bool from1904) => (this.formats, this.from1904) = (formats, from1904);

    /// <exception cref="UnreadableFileException">There are too many formats, or one of them is too long.</exception>
    public static XlsxNumbers Read(XlsxPackage package, string? part, bool from1904)
    {
        var (own, formats) = (new Dictionary<int, NumberFormat>(), new List<NumberFormat>());
        using var xml = part is null ? null : package.Open(part);
        while (xml?.Read() == true)
        {
            if (xml.Element == "numFmt" && xml.Number("numFmtId") is { } id)
            {
                var code = xml.Attribute("formatCode") ?? "";
                own.TryAdd(id, code.Length <= NumberFormat.LongestCode
                    && own.Count < MostFormats ? NumberFormat.Of(code) : throw new UnreadableFileException(ImportProblems.TooComplex));
            }
            else if (xml.Element == "cellXfs" && !xml.IsEmpty)
            {
                for (var depth = xml.Depth; xml.ReadInside(depth);)
                {
                    if (xml.Element == "xf")
                    {
                        var of = xml.Number("numFmtId") ?? 0;
                        formats.Add(formats.Count < MostFormats
                            ? own.TryGetValue(of, out var known) ? known : NumberFormat.BuiltIn(of)
                            : throw new UnreadableFileException(ImportProblems.TooComplex));
                    }
                }
            }
        }

        return new XlsxNumbers(formats, from1904);
    }

    /// <summary>A number as a person sees it; other text as it is.</summary>
    /// <param name="value">As it stands in the file.</param>
    /// <param name="style">Index of the cell's format.</param>
    public string Show(string value, int style)
    {
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return value;
        }

        var format = style < formats.Count ? formats[style] : default;
        return (format.Kind switch
        {
            NumberKind.Day => Moment(number),
            NumberKind.Time when number is >= 0 and < 1 => OfDay(number),
            NumberKind.Time => Moment(number),
            NumberKind.Elapsed when number is >= 0 and <= LastDay => Hours(Seconds(number)),
            NumberKind.Percent when Math.Abs(number) < 1e15m => Plain(number * 100, 0) + "%",
            _ => null,
        }) ?? Plain(number, format.Digits);
    }

    /// <summary>A day or time that is written out in the file.</summary>
    public static string Iso(string value) => DateTime.TryParseExact(
        value, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"], CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var at) ? Show(at) : value;

    /// <summary>
    /// Whole numbers with every digit that stands in the file; others with the fifteen digits a spreadsheet shows, so that 0.1 stored as
    /// 0.10000000000000001 is 0.1.
    /// </summary>
    private static string Plain(decimal number, int digits)
    {
        if (decimal.Truncate(number) == number)
        {
            return number.ToString(new string('0', Math.Max(digits, 1)), CultureInfo.InvariantCulture);
        }

        return ((decimal)(double)number).ToString("0.############", CultureInfo.InvariantCulture);
    }

    private string? Moment(decimal serial)
    {
        if (serial is < 0 or > LastDay + 1)
        {
            return null;
        }

        var days = decimal.Floor(serial);
        var seconds = Seconds(serial - days);
        if (from1904)
        {
            days += 1_462;
        }
        else if (days < 1)
        {
            return seconds > 0 ? OfDay(serial) : null;
        }
        else if (days <= 60)
        {
            // Serial 60 is the 29th of February 1900, which Excel has and the calendar has not; before it the count is one behind.
            days = days < 60 ? days + 1 : LastDay + 1;
        }

        return (days * SecondsOfDay) + seconds < (LastDay + 1m) * SecondsOfDay
            ? Show(new DateTime(1899, 12, 30).AddDays((double)days).AddSeconds(seconds))
            : null;
    }

    private static string Show(DateTime at) =>
        at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string OfDay(decimal share) => Hours(Seconds(share)) is var text && text.EndsWith(":00", StringComparison.Ordinal)
        ? text[..^3]
        : text;

    private static string Hours(long seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");

    private static long Seconds(decimal days) => (long)decimal.Round(days * SecondsOfDay);
}
