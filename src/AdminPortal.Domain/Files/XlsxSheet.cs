using System.Globalization;
using System.Text;
using System.Xml;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AdminPortal.Domain.Files;

/// <summary>Writes one sheet cell by cell; nothing of it stays in memory.</summary>
internal sealed class XlsxSheet : IDisposable
{
    /// <summary>Rows a sheet can have.</summary>
    public const int MostRows = 1_048_576;

    private const int LongestText = 32_767;

    private static readonly DateTime FirstDay = new(1900, 3, 1);

    private readonly Stream part;

    private readonly OpenXmlWriter writer;

    private readonly TimeZoneInfo zone;

    private readonly ReportLanguage language;

    /// <param name="part">Where it goes; it is closed with the sheet.</param>
    /// <param name="widths">Of the columns, in characters.</param>
    /// <param name="headRows">Rows that stay when the others are scrolled.</param>
    /// <param name="zone">Where times are shown.</param>
    /// <param name="language">Of words.</param>
    public XlsxSheet(Stream part, IEnumerable<double> widths, int headRows, TimeZoneInfo zone, ReportLanguage language)
    {
        (this.part, this.zone, this.language) = (part, zone, language);
        writer = OpenXmlWriter.Create(part, Encoding.UTF8);
        writer.WriteStartElement(new Worksheet());
        var view = new SheetView { WorkbookViewId = 0 };
        if (headRows > 0)
        {
            view.Append(new Pane
            {
                VerticalSplit = headRows,
                TopLeftCell = $"A{headRows + 1}",
                ActivePane = PaneValues.BottomLeft,
                State = PaneStateValues.Frozen
            });
            view.Append(new Selection { Pane = PaneValues.BottomLeft, ActiveCell = $"A{headRows + 1}" });
        }

        writer.WriteElement(new SheetViews(view));
        writer.WriteElement(
            new Columns(widths.Select((width, at) =>
                new Column { Min = (uint)at + 1, Max = (uint)at + 1, Width = width, CustomWidth = true })));
        writer.WriteStartElement(new SheetData());
    }

    /// <summary>Rows written so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Writes a row of heads.</summary>
    public void Heads(IEnumerable<string> texts)
    {
        Begin();
        foreach (var text in texts)
        {
            Text(text, XlsxStyles.Head);
        }

        End();
    }

    /// <summary>Writes a row of a table.</summary>
    public void Row(IReadOnlyList<ReportColumn> columns, int currency, object?[] row, bool isSum = false)
    {
        Begin();
        var code = currency < 0 ? null : row[currency] as string;
        for (var at = 0; at < row.Length; at++)
        {
            Cell(columns[at], row[at], code, isSum);
        }

        End();
    }

    /// <summary>Writes a figure: its name and its value.</summary>
    public void Figure(string name, ReportColumn column, object? value)
    {
        Begin();
        Text(name, XlsxStyles.Of(new ReportColumn("", CellKind.Text), null, false));
        Cell(column, value, null, false);
        End();
    }

    /// <summary>Leaves a row out.</summary>
    public void Gap()
    {
        Begin();
        End();
    }

    /// <summary>Ends the sheet; the rows from the first to that one can be filtered.</summary>
    public void Close(int columns, int lastRow)
    {
        writer.WriteEndElement();
        if (lastRow > 1)
        {
            writer.WriteElement(new AutoFilter { Reference = $"A1:{Letters(columns)}{lastRow}" });
        }

        writer.WriteEndElement();
        writer.Close();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        writer.Dispose();
        part.Dispose();
    }

    private void Cell(ReportColumn column, object? value, string? currency, bool isSum)
    {
        var style = XlsxStyles.Of(column, currency, isSum);
        switch (value)
        {
            case null:
                writer.WriteElement(new Cell { StyleIndex = style });
                break;
            case string word when column.Kind == CellKind.Choice:
                Text(language.Cell(column, word, null, zone), style);
                break;
            case string text:
                Text(text, style);
                break;
            case bool flag:
                writer.WriteElement(new Cell
                { DataType = CellValues.Boolean, StyleIndex = style, CellValue = new CellValue(flag ? "1" : "0") });
                break;
            case DateOnly day:
                Moment(day.ToDateTime(TimeOnly.MinValue), "yyyy-MM-dd", style);
                break;
            case DateTime utc:
                Moment(zone.Local(utc), "yyyy-MM-dd HH:mm:ss", style);
                break;
            case int or long or decimal:
                Number(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), style);
                break;
            default:
                throw new ArgumentException($"{value.GetType().Name} has no form in a workbook.", nameof(value));
        }
    }

    private void Number(string text, uint style) => writer.WriteElement(new Cell { StyleIndex = style, CellValue = new CellValue(text) });

    /// <summary>Spreadsheets know no day before 1900, and count a 29 February of that year which never was.</summary>
    private void Moment(DateTime local, string format, uint style)
    {
        if (local < FirstDay)
        {
            Text(local.ToString(format, CultureInfo.InvariantCulture), style);
        }
        else
        {
            var whole = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerSecond));
            Number(whole.ToOADate().ToString("R", CultureInfo.InvariantCulture), style);
        }
    }

    private void Text(string text, uint style)
    {
        var shown = Legal(SpreadsheetText.IsTelephone(text) ? text : SpreadsheetText.Neutral(text));
        writer.WriteElement(new Cell
        {
            DataType = CellValues.InlineString,
            StyleIndex = SpreadsheetText.IsFormula(text) ? XlsxStyles.Quoted : style,
            InlineString = new InlineString(new Text(shown.Length > LongestText ? shown[..LongestText] : shown)
            { Space = SpaceProcessingModeValues.Preserve }),
        });
    }

    private void Begin()
    {
        Rows++;
        writer.WriteStartElement(new Row { RowIndex = (uint)Rows });
    }

    private void End() => writer.WriteEndElement();

    /// <summary>Control characters and halves of pairs cannot stand in XML.</summary>
    private static string Legal(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!XmlConvert.IsXmlChar(text[at]))
            {
                return string.Concat(text.EnumerateRunes().Where(rune => rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value))
                    .Select(rune => rune.ToString()));
            }
        }

        return text;
    }

    private static string Letters(int column) => column <= 26 ? $"{(char)('A' + column - 1)}" : Letters((column - 1) / 26)
        + Letters(((column - 1) % 26) + 1);
}
