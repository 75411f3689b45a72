using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AdminPortal.Domain.Files;

/// <summary>The formats of a workbook's cells: each is there once, as plain and as a sum.</summary>
internal sealed class XlsxStyles(CultureInfo culture)
{
    /// <summary>The head of a table and of a figure.</summary>
    public const uint Head = 1;

    /// <summary>A text that would be run as a formula if it were typed in.</summary>
    public const uint Quoted = 2;

    private const uint FirstOwnFormat = 164;

    private static readonly string[] Numbers = ["General", "#,##0", "#,##0.##", "0.0%", "#,##0.00", "#,##0.000"];

    private readonly string[] formats = culture.TwoLetterISOLanguageName == "de"
        ? [.. Numbers, "dd\\.mm\\.yyyy", "mmmm yyyy", "dd\\.mm\\.yyyy hh:mm:ss"]
        : [.. Numbers, "yyyy-mm-dd", "mmmm yyyy", "yyyy-mm-dd hh:mm:ss"];

    /// <summary>The format of a cell.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="currency">The currency of its row, for amounts.</param>
    /// <param name="isSum">Whether it stands in a row of sums.</param>
    public static uint Of(ReportColumn column, string? currency, bool isSum)
    {
        var format = column.Kind switch
        {
            CellKind.Count => 1,
            CellKind.Average => 2,
            CellKind.Share => 3,
            CellKind.Amount => currency is null ? 4 : Money.Digits(currency) switch { 0 => 1, 3 => 5, _ => 4 },
            CellKind.Day => 6,
            CellKind.Month => 7,
            CellKind.Time => 8,
            _ => 0,
        };
        return (uint)((format * 2) + (isSum ? 4 : 3));
    }

    /// <summary>The part of the workbook.</summary>
    public Stylesheet Sheet() => new(
        new NumberingFormats(formats.Select((code, at) => new NumberingFormat
        { NumberFormatId = FirstOwnFormat + (uint)at, FormatCode = code })),
        new Fonts(new Font(new FontSize { Val = 11 }, new FontName { Val = "Calibri" }),
            new Font(new Bold(), new FontSize { Val = 11 }, new FontName { Val = "Calibri" })),
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
            new Fill(new PatternFill(new ForegroundColor { Theme = 0, Tint = -0.1 }) { PatternType = PatternValues.Solid })),
        new Borders(new Border(), new Border(new TopBorder { Style = BorderStyleValues.Thin })),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(Formats()));

    private IEnumerable<OpenXmlElement> Formats() =>
    [
        new CellFormat(),
        new CellFormat { FontId = 1, FillId = 2, ApplyFont = true, ApplyFill = true },
        new CellFormat { QuotePrefix = true },
        .. formats.SelectMany((code, at) => new[]
        {
            new CellFormat { NumberFormatId = code == Numbers[0] ? 0 : FirstOwnFormat + (uint)at, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = code == Numbers[0] ? 0 : FirstOwnFormat + (uint)at, ApplyNumberFormat = true, FontId = 1,
                ApplyFont = true, BorderId = 1, ApplyBorder = true },
        }),
    ];
}
