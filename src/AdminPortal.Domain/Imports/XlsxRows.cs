using System.Globalization;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Reads the rows of the sheet of an Excel workbook, streaming. Hidden and filtered rows are read like others. A cell with a formula is its
/// last result; one that never had any shows an error, which is refused where the column is needed.
/// </summary>
internal sealed class XlsxRows
{
    private readonly XlsxWorkbook workbook;
    private readonly XlsxXml xml;
    private readonly ReadBudget budget;

    private XlsxRows(XlsxWorkbook workbook, XlsxXml xml, ReadBudget budget) =>
        (this.workbook, this.xml, this.budget) = (workbook, xml, budget);

    /// <exception cref="UnreadableFileException">It asks for too much.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static IEnumerable<FileRow> Read(ImportFile file, XlsxWorkbook workbook, ReadBudget budget)
    {
        using var package = new XlsxPackage(file, budget);
        using var xml = package.Open(workbook.Sheet) ?? throw new InvalidDataException("The sheet is missing.");
        var rows = new XlsxRows(workbook, xml, budget);
        if (xml.To("sheetData") && !xml.IsEmpty)
        {
            for (var depth = xml.Depth; xml.ReadInside(depth);)
            {
                if (xml.Element == "row")
                {
                    var number = xml.Number("r") ?? budget.Row + 1;
                    budget.Row = number > budget.Row ? number : throw new InvalidDataException("The rows are not in order.");
                    yield return new FileRow(number, rows.Cells());
                }
            }
        }

        xml.ReadToEnd();
    }

    private string[] Cells()
    {
        if (xml.IsEmpty)
        {
            return [];
        }

        var cells = new List<string?>();
        var next = 0;
        for (var depth = xml.Depth; xml.ReadInside(depth);)
        {
            if (xml.Element != "c")
            {
                continue;
            }

            var column = xml.Attribute("r") is { } reference ? Column(reference) : next;
            next = column + 1;
            var text = Cell();
            budget.Cell(column, text);
            if (text.Length == 0)
            {
                continue;
            }

            while (cells.Count <= column)
            {
                cells.Add(null);
            }

            cells[column] = cells[column] is null ? text : throw new InvalidDataException("A cell occurs twice.");
        }

        return cells.ConvertAll(cell => cell ?? "").ToArray();
    }

    private string Cell()
    {
        var type = xml.Attribute("t");
        var style = xml.Number("s") ?? 0;
        if (xml.IsEmpty)
        {
            return "";
        }

        string? value = null;
        var formula = false;
        for (var depth = xml.Depth; xml.ReadInside(depth);)
        {
            formula |= xml.Element == "f";
            value = xml.Element switch
            {
                "v" => xml.Text(),
                "is" => xml.Text("t"),
                _ => value,
            };
        }

        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < workbook.Texts.Count
                ? workbook.Texts[at]
                : value is null ? "" : throw new InvalidDataException("A text is missing."),
            "inlineStr" or "str" => XlsxXml.Unescape(value ?? ""),
            "d" => XlsxNumbers.Iso(value ?? ""),
            "b" => value switch { null => "", "1" or "true" => "true", _ => "false" },
            "e" => value ?? "#N/A",
            _ when value is null => formula ? "#CALC!" : "",
            _ => workbook.Numbers.Show(value, style),
        };
    }

    /// <summary>The index of a cell's column, from 0.</summary>
    private static int Column(string reference)
    {
        var column = 0;
        foreach (var c in reference.AsSpan(0, Math.Min(reference.Length, 4)))
        {
            if (!char.IsAsciiLetter(c))
            {
                break;
            }

            column = (column * 26) + (char.ToUpperInvariant(c) - 'A' + 1);
        }

        return column is > 0 and <= 16_384 ? column - 1 : throw new InvalidDataException("A cell has no column.");
    }
}
