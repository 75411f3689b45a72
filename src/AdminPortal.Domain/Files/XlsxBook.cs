using System.Globalization;
using System.IO.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AdminPortal.Domain.Files;

/// <summary>
/// The parts of a workbook in a package that is opened for writing alone: they go straight to the stream. The Open XML SDK's own document
/// wants to read as well, and a package for both keeps every part in memory; so the SDK writes the parts here, and the package binds them.
/// </summary>
internal sealed class XlsxBook(Stream stream) : IDisposable
{
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    private const int LongestName = 31;

    private readonly Package package = Package.Open(stream, FileMode.Create, FileAccess.Write);

    private readonly List<string> sheets = [];

    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begins a sheet; its part is written before the next begins.</summary>
    public Stream Sheet(string name)
    {
        sheets.Add(Unique(name));
        return Part(SheetPath(sheets.Count), "worksheet+xml").GetStream(FileMode.Create, FileAccess.Write);
    }

    /// <summary>Writes what binds the sheets together.</summary>
    public void Finish(Stylesheet styles)
    {
        using (var part = Part("/xl/styles.xml", "styles+xml").GetStream(FileMode.Create, FileAccess.Write))
        {
            styles.Save(part);
        }

        var book = Part("/xl/workbook.xml", "sheet.main+xml");
        package.CreateRelationship(book.Uri, TargetMode.Internal, $"{Relations}officeDocument", "rId1");
        using (var part = book.GetStream(FileMode.Create, FileAccess.Write))
        {
            new Workbook(
                new BookViews(new WorkbookView()),
                new Sheets(sheets.Select((name, at) => new Sheet { Id = Id(at + 1), SheetId = (uint)at + 1, Name = name }))).Save(part);
        }

        for (var at = 1; at <= sheets.Count; at++)
        {
            book.CreateRelationship(new Uri(SheetPath(at), UriKind.Relative), TargetMode.Internal, $"{Relations}worksheet", Id(at));
        }

        book.CreateRelationship(new Uri("/xl/styles.xml", UriKind.Relative), TargetMode.Internal, $"{Relations}styles", "rIdStyles");
    }

    /// <inheritdoc />
    public void Dispose() => ((IDisposable)package).Dispose();

    private PackagePart Part(string path, string type) =>
        package.CreatePart(new Uri(path, UriKind.Relative), $"{Types}{type}", CompressionOption.Fast);

    private static string SheetPath(int number) => string.Create(CultureInfo.InvariantCulture, $"/xl/worksheets/sheet{number}.xml");

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"rIdSheet{number}");

    /// <summary>Names of sheets are short, without some signs, and each is there once.</summary>
    private string Unique(string name)
    {
        var legal = string.Concat(name.Where(c => c is not ('[' or ']' or ':' or '*' or '?' or '/' or '\\') && !char.IsControl(c)))
            .Trim('\'', ' ');
        for (var number = 1; ; number++)
        {
            var end = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number})");
            var full = legal[..Math.Min(legal.Length, LongestName - end.Length)] + end;
            if (names.Add(full))
            {
                return full;
            }
        }
    }
}
