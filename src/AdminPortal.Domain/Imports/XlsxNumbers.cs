using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AdminPortal.Domain.Imports;

/// <summary>Shows numbers as a person sees them: whole numbers without an exponent, leading zeros where the format asks for them, dates as dates.</summary>
internal sealed class XlsxNumbers
{
    private readonly List<(bool Date, int Digits)> styles = [];

    private readonly bool from1904;

    public XlsxNumbers(WorkbookPart workbook)
    {
        from1904 = workbook.Workbook.WorkbookProperties?.Date1904?.Value ?? false;
        var sheet = workbook.WorkbookStylesPart?.Stylesheet;
        var own = sheet?.NumberingFormats?.Elements<NumberingFormat>().Where(f => f.NumberFormatId is not null)
            .GroupBy(f => f.NumberFormatId!.Value).ToDictionary(g => g.Key, g => g.First().FormatCode?.Value ?? "") ?? [];
        foreach (var format in sheet?.CellFormats?.Elements<CellFormat>() ?? [])
        {
            var id = format.NumberFormatId?.Value ?? 0;
            var code = own.GetValueOrDefault(id, "");
            var digits = code.Length > 1 && code.All(c => c == '0') ? code.Length : 0;
            styles.Add((id is (>= 14 and <= 22) or (>= 45 and <= 47) || IsDate(code), digits));
        }
    }

    public string Show(string value, int style)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return value.Trim();
        }

        var (date, digits) = style < styles.Count ? styles[style] : default;
        if (date && number is >= 0 and < 2_958_466)
        {
            var at = DateTime.FromOADate(number + (from1904 ? 1_462 : 0));
            return at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        }

        return Math.Abs(number) < 1e28 ? ((decimal)number).ToString(digits > 0 ? new string('0', digits) : "0.############", CultureInfo.InvariantCulture) : value;
    }

    /// <summary>Letters of a date outside quotes, brackets and escapes.</summary>
    private static bool IsDate(string code)
    {
        var quoted = false;
        for (var i = 0; i < code.Length; i++)
        {
            var c = code[i];
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '\\')
            {
                i++;
            }
            else if (c == '[' && !quoted)
            {
                i = Math.Max(i, code.IndexOf(']', i));
            }
            else if (!quoted && char.ToLowerInvariant(c) is 'y' or 'd' or 'h' or 's')
            {
                return true;
            }
        }

        return false;
    }
}
