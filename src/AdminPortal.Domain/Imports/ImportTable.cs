using System.Text;

namespace AdminPortal.Domain.Imports;

/// <summary>A row as it stands in the file.</summary>
/// <param name="Number">As a spreadsheet numbers it, from 1.</param>
/// <param name="Cells">Trimmed; may be shorter than the header.</param>
internal readonly record struct FileRow(int Number, string[] Cells);

/// <summary>A file read as one table: its columns, and its rows one after the other, as often as needed.</summary>
internal sealed class ImportTable
{
    private readonly Func<IEnumerable<FileRow>> read;

    private ImportTable(Func<IEnumerable<FileRow>> read, IReadOnlyList<string> headers, int headerRow) => (this.read, Headers, HeaderRow) = (read, headers, headerRow);

    /// <summary>The columns, each with a name of its own.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Where the header stands, as a spreadsheet numbers it.</summary>
    public int HeaderRow { get; }

    /// <summary>Of a CSV file.</summary>
    public char? Separator { get; private init; }

    /// <summary>Of a CSV file.</summary>
    public Encoding? Encoding { get; private init; }

    /// <exception cref="UnreadableFileException">It cannot be read as a table.</exception>
    public static ImportTable Open(ImportFile file)
    {
        if (file.Format == ImportFormat.Xlsx)
        {
            return Open(() => XlsxRows.Read(file), null, null);
        }

        var encoding = TextEncoding.Find(file);
        var separator = CsvRows.FindSeparator(file, encoding);
        return Open(() => CsvRows.Read(file, encoding, separator), separator, encoding);
    }

    /// <summary>The rows below the header that hold anything.</summary>
    /// <exception cref="UnreadableFileException">The file breaks off or is damaged.</exception>
    public IEnumerable<FileRow> Rows() => read().Where(row => row.Number > HeaderRow && row.Cells.Any(cell => cell.Length > 0));

    private static ImportTable Open(Func<IEnumerable<FileRow>> read, char? separator, Encoding? encoding)
    {
        var header = read().FirstOrDefault(row => row.Cells.Any(cell => cell.Length > 0));
        if (header.Cells is null)
        {
            throw new UnreadableFileException(ImportProblems.NoTable);
        }

        return new ImportTable(read, Name(header.Cells), header.Number) { Separator = separator, Encoding = encoding };
    }

    private static List<string> Name(string[] cells)
    {
        var width = Array.FindLastIndex(cells, cell => cell.Length > 0) + 1;
        if (width > 500)
        {
            throw new UnreadableFileException(ImportProblems.TooWide);
        }

        var names = new List<string>(width);
        for (var i = 0; i < width; i++)
        {
            var name = cells[i].Length > 0 ? cells[i] : Letter(i);
            for (var number = 2; names.Contains(name); number++)
            {
                name = $"{(cells[i].Length > 0 ? cells[i] : Letter(i))} ({number})";
            }

            names.Add(name);
        }

        return names;
    }

    private static string Letter(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{(char)('A' + (column / 26) - 1)}{(char)('A' + (column % 26))}";
}

/// <summary>Finds the encoding of a text file without a person's help.</summary>
internal static class TextEncoding
{
    /// <summary>By its mark where it has one; UTF-16 by its many zero bytes; UTF-8 where every byte fits; Windows-1252 otherwise.</summary>
    public static Encoding Find(ImportFile file)
    {
        using var stream = file.Open();
        var start = new byte[4096];
        var read = stream.ReadAtLeast(start, start.Length, false);
        var head = start.AsSpan(0, read);
        if (head.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            return new UTF8Encoding(true);
        }

        if (head.StartsWith<byte>([0xFF, 0xFE]) || Zeros(head, 1) > head.Length / 4)
        {
            return Encoding.Unicode;
        }

        if (head.StartsWith<byte>([0xFE, 0xFF]) || Zeros(head, 0) > head.Length / 4)
        {
            return Encoding.BigEndianUnicode;
        }

        if (head.Contains((byte)0))
        {
            throw new UnreadableFileException(ImportProblems.NotText);
        }

        stream.Position = 0;
        return IsUtf8(stream) ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    private static int Zeros(ReadOnlySpan<byte> head, int from)
    {
        var zeros = 0;
        for (var i = from; i < head.Length; i += 2)
        {
            zeros += head[i] == 0 ? 1 : 0;
        }

        return zeros;
    }

    private static bool IsUtf8(FileStream stream)
    {
        var decoder = new UTF8Encoding(false, true).GetDecoder();
        var bytes = new byte[64 * 1024];
        var chars = new char[64 * 1024];
        try
        {
            for (var read = stream.Read(bytes); read > 0; read = stream.Read(bytes))
            {
                decoder.GetChars(bytes, 0, read, chars, 0, false);
            }

            decoder.GetChars([], 0, 0, chars, 0, true);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
