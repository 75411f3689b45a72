using System.Globalization;
using System.Text;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AdminPortal.Tests.Support;

/// <summary>A cell of a workbook as a program reads it: text, truth, number, and the format it is shown in.</summary>
public sealed record BookCell(object? Value, string Format)
{
    /// <summary>The day or time that the number stands for.</summary>
    public DateTime Time => DateTime.FromOADate((double)(decimal)Value!).AddMilliseconds(0.5);
}

/// <summary>Writes reports as files and reads them back into rows.</summary>
public static class ReportFiles
{
    public static async Task<byte[]> WriteAsync(this ReportDocument document, ReportFormat format, ReportLanguage language) =>
        await document.WriteAsync(ReportFile.Of(format), language);

    public static async Task<byte[]> WriteAsync(this ReportDocument document, ReportFile file, ReportLanguage language)
    {
        using var stream = new MemoryStream();
        await file.WriteAsync(document, language, stream);
        return stream.ToArray();
    }

    /// <summary>The records of a file of separated values, which begins with a BOM.</summary>
    public static List<string[]> Csv(byte[] file, char separator)
    {
        Assert.Equal(Encoding.UTF8.GetPreamble(), file[..3]);
        var (records, fields, field, quoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        var text = Encoding.UTF8.GetString(file[3..]);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '"')
            {
                quoted = !quoted;
                if (quoted && at > 0 && text[at - 1] == '"')
                {
                    field.Append('"');
                }
            }
            else if (quoted || (c != separator && c is not ('\r' or '\n')))
            {
                field.Append(c);
            }
            else if (c == separator || c == '\n')
            {
                fields.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    records.Add([.. fields]);
                    fields.Clear();
                }
            }
        }

        return records;
    }

    /// <summary>The rows of each sheet, by the sheet's name.</summary>
    public static Dictionary<string, List<BookCell[]>> Book(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), false);
        var book = document.WorkbookPart!;
        var styles = book.WorkbookStylesPart!.Stylesheet;
        var codes = styles.NumberingFormats!.Elements<NumberingFormat>()
            .ToDictionary(format => format.NumberFormatId!.Value, format => format.FormatCode!.Value!);
        var formats = styles.CellFormats!.Elements<CellFormat>()
            .Select(format => codes.GetValueOrDefault(format.NumberFormatId?.Value ?? 0, "General")).ToList();
        return book.Workbook.Sheets!.Elements<Sheet>().ToDictionary(
            sheet => sheet.Name!.Value!,
            sheet => ((WorksheetPart)book.GetPartById(sheet.Id!.Value!)).Worksheet.Descendants<Row>()
                .Select(row => row.Elements<Cell>().Select(cell => new BookCell(Value(cell), formats[(int)(cell.StyleIndex?.Value ?? 0)]))
                    .ToArray()).ToList());
    }

    private static object? Value(Cell cell) =>
        cell.DataType?.Value == CellValues.InlineString ? cell.InlineString!.Text!.Text
        : cell.CellValue is not { } value ? null
        : cell.DataType?.Value == CellValues.Boolean ? value.Text == "1"
        : decimal.Parse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
