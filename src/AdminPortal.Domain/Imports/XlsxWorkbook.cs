
namespace AdminPortal.Domain.Imports;

/// <summary>
/// What is needed of a workbook beside the sheet that is read: where that sheet is, the texts that cells share, and how numbers are shown.
/// </summary>
/// <param name="Sheet">The part of the first sheet of cells that is not hidden.</param>
/// <param name="Texts">The texts that cells share, in order.</param>
/// <param name="Numbers">Shows numbers as a person sees them.</param>
internal sealed record XlsxWorkbook(string Sheet, IReadOnlyList<string> Texts, XlsxNumbers Numbers)
{
    /// <summary>Shared texts; 200,000 rows with ten texts each that occur nowhere else.</summary>
    private const int MostTexts = 2_000_000;

    /// <summary>Characters of all shared texts; they stay in memory while the file is read.</summary>
    private const int MostSharedText = 32_000_000;

    private const int MostSheets = 10_000;

    /// <exception cref="UnreadableFileException">It is no workbook, is protected, has no visible sheet, or asks for too much.</exception>
    public static XlsxWorkbook Open(ImportFile file, ReadBudget budget)
    {
        using var package = new XlsxPackage(file, budget);
        var main = package.Relationships("").FirstOrDefault(part => part.Kind == "officeDocument").Target;
        if (main is null || main.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
        {
            throw new UnreadableFileException(ImportProblems.NoWorkbook);
        }

        var (visible, from1904) = Sheets(package, main);
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        string? texts = null;
        string? styles = null;
        foreach (var (kind, id, target) in package.Relationships(main))
        {
            texts = kind == "sharedStrings" ? target : texts;
            styles = kind == "styles" ? target : styles;
            if (kind == "worksheet" && visible.Contains(id))
            {
                targets[id] = target;
            }
        }

        var sheet = visible.Where(targets.ContainsKey).Select(id => targets[id]).FirstOrDefault()
            ?? throw new UnreadableFileException(ImportProblems.NoSheet);
        return new XlsxWorkbook(sheet, SharedTexts(package, texts), XlsxNumbers.Read(package, styles, from1904));
    }

    /// <summary>Ids of the sheets that can be seen, in their order, and whether days are counted from 1904.</summary>
    private static (List<string> Visible, bool From1904) Sheets(XlsxPackage package, string main)
    {
        using var xml = package.Open(main) ?? throw new InvalidDataException("The workbook itself is missing.");
        var visible = new List<string>();
        var from1904 = false;
        var root = true;
        while (xml.Read())
        {
            if (root && xml.Element is not (null or "workbook"))
            {
                throw new UnreadableFileException(ImportProblems.NoWorkbook);
            }

            root &= xml.Element is null;
            if (xml.Element == "workbookPr")
            {
                from1904 = xml.Attribute("date1904") is "1" or "true" or "on";
            }
            else if (xml.Element == "sheet" && xml.Attribute("state") is null or "visible" && xml.Attribute("id") is { } id)
            {
                visible.Add(visible.Count < MostSheets ? id : throw new UnreadableFileException(ImportProblems.TooComplex));
            }
        }

        return (visible, from1904);
    }

    private static List<string> SharedTexts(XlsxPackage package, string? part)
    {
        var texts = new List<string>();
        using var xml = part is null ? null : package.Open(part);
        for (var characters = 0; xml?.To("si") == true;)
        {
            var text = XlsxXml.Unescape(xml.Text("t"));
            characters += text.Length;
            if (texts.Count >= MostTexts || characters > MostSharedText)
            {
                throw new UnreadableFileException(ImportProblems.TooComplex);
            }

            texts.Add(text);
        }

        return texts;
    }
}
