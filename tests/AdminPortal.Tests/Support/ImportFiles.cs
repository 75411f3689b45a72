using System.Text;
using AdminPortal.Domain.Imports;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AdminPortal.Tests.Support;

/// <summary>Makes files to import.</summary>
internal static class ImportFiles
{
    public static MemoryStream Csv(params string[] lines) => Bytes(string.Join("\n", lines), new UTF8Encoding(false));

    public static MemoryStream Bytes(string text, Encoding encoding) => new([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);

    public static async Task<ImportFile> TakeAsync(Stream stream, bool allowGzip = false) =>
        (await ImportFile.TakeAsync(stream, "file", allowGzip)).Required();

    /// <summary>Header and rows as they are read.</summary>
    public static async Task<(IReadOnlyList<string> Headers, List<FileRow> Rows)> ReadAsync(Stream stream)
    {
        await using var file = await TakeAsync(stream);
        var table = ImportTable.Open(file);
        return (table.Headers, table.Rows().ToList());
    }

    /// <summary>A workbook with a hidden first sheet and the given rows of cells in the second.</summary>
    public static MemoryStream Xlsx(params Cell[][] rows)
    {
        var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new Sheets());
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
                new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "00000" }, new NumberingFormat
                { NumberFormatId = 165, FormatCode = "dd.mm.yyyy" }),
                new Fonts(new Font()), new Fills(new Fill()), new Borders(new Border()),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 164 }, new CellFormat { NumberFormatId = 165 }));
            workbook.AddNewPart<SharedStringTablePart>()
                .SharedStringTable = new SharedStringTable(new SharedStringItem(new Run(new Text("Mül")), new Run(new Text("ler"))),
                    new SharedStringItem(new Text("badge_number")));
            Add(workbook, "Hidden", SheetStateValues.Hidden, []);
            Add(workbook, "People", SheetStateValues.Visible, rows);
        }

        stream.Position = 0;
        return stream;
    }

    public static Cell Inline(string text) => new() { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(text)) };

    public static Cell Shared(int index) => new() { DataType = CellValues.SharedString, CellValue = new CellValue(index) };

    public static Cell Number(string raw, uint style = 0) => new() { CellValue = new CellValue(raw), StyleIndex = style };

    private static void Add(WorkbookPart workbook, string name, SheetStateValues state, Cell[][] rows)
    {
        var part = workbook.AddNewPart<WorksheetPart>();
        part.Worksheet = new Worksheet(new SheetData(rows.Select(row => new Row(row))));
        var sheets = workbook.Workbook.Sheets!;
        sheets.Append(new Sheet { Id = workbook.GetIdOfPart(part), SheetId = (uint)sheets.Count() + 1, Name = name, State = state });
    }
}
