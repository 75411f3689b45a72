using System.Globalization;
using System.Text;
using System.Text.Json;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using CsvHelper;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AdminPortal.Tests.Support;

/// <summary>
/// A report as others see it, read back into the cells it was made from: JSON of the API, CSV, workbook, and the words of the page.
/// </summary>
public static class ReportCopies
{
    /// <summary>The tables of the answer of the API.</summary>
    public static List<List<string>> Json(ReportDocument shape, JsonElement data) => shape.Tables.Select(table =>
    {
        var at = data;
        foreach (var step in table.Path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at.GetProperty(step);
        }

        var rows = table.IsFigures ? [at] : at.EnumerateArray().ToList();
        return rows.Select(row => Line(table, table.Columns.Select(column => row.GetProperty(column.Key))
            .Select(cell => cell.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Number => (object)cell.GetDecimal(),
            _ => cell.GetString(),
        }))).ToList();
    }).ToList();

    /// <summary>The tables of the CSV file.</summary>
    public static async Task<List<List<string>>> CsvAsync(ReportDocument document, ReportLanguage language)
    {
        var file = new MemoryStream();
        await new CsvFile().WriteAsync(document, language, file);
        var separator = language.Culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';
        using var reader = CsvReader.Create(new StringReader(Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF')),
            new CsvReaderOptions { Separator = separator, HasHeader = false });
        var lines = new List<string[]>();
        while (reader.Read())
        {
            lines.Add([.. Enumerable.Range(0, reader.FieldCount).Select(at => reader.GetString(at))]);
        }

        var next = 0;
        return document.Tables.Select(table =>
        {
            Assert.Equal(language.Table(document.Kind, table.Path), lines[next++][0]);
            string[] heads = [.. table.Columns.Select(column => language.Column(document.Kind, column))];
            Assert.Equal(table.IsFigures ? [language["Figure"], language["Value"]] : heads, lines[next++]);
            if (table.IsFigures)
            {
                var figures = lines.Skip(next).Take(heads.Length).ToList();
                Assert.Equal(heads, figures.Select(line => line[0]));
                next += heads.Length + 1;
                return [Line(table, figures.Select((line, at) => Typed(table.Columns[at], line[1], language)))];
            }

            var rows = lines.Skip(next).Take(table.Known!.Count)
                .Select(line => Line(table, line.Select((cell, at) => Typed(table.Columns[at], cell, language)))).ToList();
            next += table.Known.Count + 1;
            return rows;
        }).ToList();
    }

    /// <summary>The tables of the workbook.</summary>
    public static async Task<List<List<string>>> XlsxAsync(ReportDocument document, ReportLanguage language)
    {
        var file = new MemoryStream();
        await new XlsxFile().WriteAsync(document, language, file);
        using var book = SpreadsheetDocument.Open(file, false);
        var sheets = book.WorkbookPart!.Workbook.Descendants<Sheet>()
            .Select(sheet => ((WorksheetPart)book.WorkbookPart.GetPartById(sheet.Id!)).Worksheet.Descendants<Row>().ToList()).ToList();
        return document.Tables.Select((table, number) =>
        {
            var rows = sheets[number].Skip(1)
                .Select(row => row.Elements<Cell>().Select(cell => cell.InlineString?.InnerText ?? cell.CellValue?.Text ?? "").ToArray())
                .ToList();
            var cells = table.IsFigures ? [rows.Select(row => row[1])] : rows.Take(table.Known!.Count).Select(row => row.AsEnumerable());
            return cells.Select(row => Line(table, row.Select((cell, at) => (cell, table.Columns[at].Kind) switch
            {
                ("", _) => null,
                (_, CellKind.Day or CellKind.Month) =>
                    DateOnly.FromDateTime(DateTime.FromOADate(double.Parse(cell, CultureInfo.InvariantCulture))),
                (_, CellKind.Text or CellKind.Currency or CellKind.Choice) => Typed(table.Columns[at], cell, language),
                _ => decimal.Parse(cell, CultureInfo.InvariantCulture),
            }))).ToList();
        }).ToList();
    }

    /// <summary>The tables as they stand on the page.</summary>
    public static List<List<string>> Page(ReportDocument document, ReportLanguage language) =>
        document.Tables.Select(table => table.Known!.Select(row =>
            Line(table, language.Cells(table, row, document.Zone).Select((cell, at) => (row[at], table.Columns[at].Kind) switch
        {
            (null, _) => null,
            (_, CellKind.Share) => (decimal)row[at]! is var share && share.ToString("P1", language.Culture) == cell ? (object)share : cell,
            (_, CellKind.Day) => DateOnly.Parse(cell, language.Culture),
            (_, CellKind.Month) => DateOnly.ParseExact(cell, language.Culture.DateTimeFormat.YearMonthPattern, language.Culture),
            (_, CellKind.Text or CellKind.Currency or CellKind.Choice) => Typed(table.Columns[at], cell, language),
            _ => Number(cell, language),
        }))).ToList()).ToList();

    /// <summary>The tables of the report itself.</summary>
    public static List<List<string>> Of(ReportDocument document) =>
        document.Tables.Select(table => table.Known!.Select(row => Line(table, row)).ToList()).ToList();

    /// <summary>A number among a currency and separators.</summary>
    private static decimal Number(string text, ReportLanguage language)
    {
        var sign = text.Contains('-', StringComparison.Ordinal) || text.Contains('−', StringComparison.Ordinal) ? -1 : 1;
        var point = language.Culture.NumberFormat.NumberDecimalSeparator[0];
        return sign * decimal.Parse(string.Concat(text.Where(c => char.IsAsciiDigit(c) || c == point)).Replace(point, '.'),
            CultureInfo.InvariantCulture);
    }

    private static object? Typed(ReportColumn column, string text, ReportLanguage language) => (text, column.Kind) switch
    {
        ("", _) => null,
        (_, CellKind.Choice) => column.Words.Single(word => language[$"Word_{word}"] == text),
        (_, CellKind.Text or CellKind.Currency) => text,
        (_, CellKind.Day or CellKind.Month) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => decimal.Parse(text, language.Culture),
    };

    /// <summary>Cells in one spelling, whatever type they came as: 1.50 and 1.5 are the same, a month is its first day.</summary>
    private static string Line(ReportTable table, IEnumerable<object?> cells) =>
        string.Join('|', cells.Select((cell, at) => (cell, table.Columns[at].Kind) switch
    {
        (null, _) => "",
        (DateOnly day, CellKind.Month) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        (DateOnly day, _) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (int or long or decimal, _) => (Convert.ToDecimal(cell, CultureInfo.InvariantCulture) / 1.0000000000000000000000000000m)
            .ToString(CultureInfo.InvariantCulture),
        _ => cell.ToString(),
    }));
}
