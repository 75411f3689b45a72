using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AdminPortal.Domain.Imports;

/// <summary>Reads the rows of the first visible sheet of an Excel workbook, streaming; only the texts that cells share are kept.</summary>
internal static class XlsxRows
{
    /// <summary>Of a part that is kept in memory, in bytes; sheets are not.</summary>
    private const long LargestKept = 100L * 1024 * 1024;

    private static readonly XmlReaderSettings Xml = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreProcessingInstructions = true, CheckCharacters = false };

    /// <exception cref="UnreadableFileException">It is no workbook, damaged, protected, or unpacks to too much.</exception>
    public static IEnumerable<FileRow> Read(ImportFile file)
    {
        using var stream = file.Open();
        using var rows = Guard(() => Rows(stream).GetEnumerator());
        while (Guard(rows.MoveNext))
        {
            yield return rows.Current;
        }
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or OpenXmlPackageException or XmlException or FileFormatException or FormatException or NotSupportedException)
        {
            throw new UnreadableFileException(ImportProblems.Damaged, error);
        }
    }

    private static IEnumerable<FileRow> Rows(FileStream stream)
    {
        RefuseBombs(stream);
        using var document = SpreadsheetDocument.Open(stream, false);
        var workbook = document.WorkbookPart ?? throw new InvalidDataException();
        var sheet = workbook.Workbook.Sheets?.Elements<Sheet>().FirstOrDefault(s => s.State is null || s.State.Value == SheetStateValues.Visible);
        if (sheet?.Id?.Value is not { } id || !workbook.TryGetPartById(id, out var part) || part is not WorksheetPart worksheet)
        {
            throw new UnreadableFileException(ImportProblems.NoSheet);
        }

        var formats = new XlsxNumbers(workbook);
        var shared = SharedTexts(workbook.SharedStringTablePart);
        using var reader = XmlReader.Create(worksheet.GetStream(FileMode.Open, FileAccess.Read), Xml);
        var number = 0;
        while (Next(reader, "row"))
        {
            number = int.TryParse(reader.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? stated : number + 1;
            yield return new FileRow(number, Cells(reader, shared, formats));
        }
    }

    private static void RefuseBombs(FileStream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, true);
        if (zip.Entries.Sum(entry => entry.Length) > ImportFile.LargestUnpacked || zip.Entries.Any(entry => entry.Length > LargestKept && !entry.FullName.Contains("/worksheets/", StringComparison.OrdinalIgnoreCase)))
        {
            throw new UnreadableFileException(ImportProblems.TooLarge(ImportFile.LargestUnpacked));
        }

        stream.Position = 0;
    }

    /// <summary>Whatever namespace: the strict form of the format has other ones.</summary>
    private static bool Next(XmlReader reader, string element)
    {
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == element)
            {
                return true;
            }
        }

        return false;
    }

    private static List<string> SharedTexts(SharedStringTablePart? part)
    {
        var texts = new List<string>();
        if (part is null)
        {
            return texts;
        }

        using var reader = XmlReader.Create(part.GetStream(FileMode.Open, FileAccess.Read), Xml);
        while (Next(reader, "si"))
        {
            texts.Add(Text(reader).Trim());
        }

        return texts;
    }

    /// <summary>The text of an element, of all its runs, without phonetic hints; leaves the reader at its end.</summary>
    private static string Text(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }

        var text = new StringBuilder();
        using var inner = reader.ReadSubtree();
        var hints = false;
        while (inner.Read())
        {
            if (inner.LocalName == "rPh")
            {
                hints = inner.NodeType == XmlNodeType.Element && !inner.IsEmptyElement;
            }
            else if (!hints && inner.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA)
            {
                text.Append(inner.Value);
            }
        }

        return text.ToString();
    }

    private static string[] Cells(XmlReader reader, List<string> shared, XlsxNumbers formats)
    {
        var cells = new List<string>();
        if (reader.IsEmptyElement)
        {
            return [];
        }

        using var row = reader.ReadSubtree();
        while (row.Read())
        {
            if (row.NodeType != XmlNodeType.Element || row.LocalName != "c")
            {
                continue;
            }

            var column = row.GetAttribute("r") is { } reference ? Column(reference) : cells.Count;
            if (column >= 16_384)
            {
                throw new InvalidDataException();
            }

            while (cells.Count < column)
            {
                cells.Add("");
            }

            cells.Add(Cell(row, shared, formats));
        }

        return [.. cells];
    }

    private static string Cell(XmlReader cell, List<string> shared, XlsxNumbers formats)
    {
        var type = cell.GetAttribute("t");
        var style = int.TryParse(cell.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0;
        if (cell.IsEmptyElement)
        {
            return "";
        }

        var value = "";
        using var inner = cell.ReadSubtree();
        while (inner.Read())
        {
            if (inner.NodeType == XmlNodeType.Element && inner.LocalName is "v" or "is")
            {
                value = Text(inner);
            }
        }

        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < shared.Count ? shared[at] : throw new InvalidDataException(),
            "inlineStr" or "str" or "d" => value.Trim(),
            "b" => value == "1" ? "true" : "false",
            "e" => "",
            _ => formats.Show(value, style),
        };
    }

    private static int Column(string reference)
    {
        var column = 0;
        foreach (var c in reference.TakeWhile(char.IsAsciiLetter).Take(4))
        {
            column = (column * 26) + (char.ToUpperInvariant(c) - 'A' + 1);
        }

        return column - 1;
    }
}
