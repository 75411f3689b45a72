using System.Text;
using System.Xml;

namespace AdminPortal.Domain.Imports;

/// <summary>A row as it stands in the file.</summary>
/// <param name="Number">As a spreadsheet numbers it, from 1.</param>
/// <param name="Cells">Trimmed; may be shorter or longer than the header.</param>
internal readonly record struct FileRow(int Number, string[] Cells);

/// <summary>A file read as one table: its columns, and its rows one after the other, as often as needed.</summary>
internal sealed class ImportTable
{
    /// <summary>Characters of a column's name; what is longer is cut, for it only names.</summary>
    private const int LongestName = 200;

    private readonly ImportFile file;
    private readonly Func<ReadBudget, IEnumerable<FileRow>> read;
    private readonly CancellationToken cancellationToken;

    private ImportTable(ImportFile file, ReadBudget budget, CancellationToken cancellationToken)
    {
        (this.file, this.cancellationToken) = (file, cancellationToken);
        if (file.Format == ImportFormat.Xlsx)
        {
            var workbook = XlsxWorkbook.Open(file, budget);
            read = pass => XlsxRows.Read(file, workbook, pass);
        }
        else
        {
            var (encoding, separator) = (TextEncoding.Find(file, cancellationToken), ',');
            (Encoding, Separator) = (encoding, separator = CsvRows.FindSeparator(file, encoding));
            read = pass => CsvRows.Read(file, encoding, separator, pass);
        }

        foreach (var row in read(budget))
        {
            if (row.Cells.Any(cell => cell.Length > 0))
            {
                (Headers, HeaderRow) = (Names(row), row.Number);
                return;
            }
        }

        throw new UnreadableFileException(ImportProblems.NoTable);
    }

    /// <summary>The columns, each with a name of its own.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Where the header stands, as a spreadsheet numbers it.</summary>
    public int HeaderRow { get; }

    /// <summary>Of a CSV file.</summary>
    public char? Separator { get; }

    /// <summary>Of a CSV file.</summary>
    public Encoding? Encoding { get; }

    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops this and every reading of the rows.</param>
    /// <exception cref="UnreadableFileException">It cannot be read as a table.</exception>
    public static ImportTable Open(ImportFile file, CancellationToken cancellationToken = default)
    {
        var budget = new ReadBudget(cancellationToken);
        return Guard(file, budget, () => new ImportTable(file, budget, cancellationToken));
    }

    /// <summary>The rows below the header that hold anything.</summary>
    /// <exception cref="UnreadableFileException">The file breaks off or is damaged.</exception>
    public IEnumerable<FileRow> Rows() => Rows(new ReadBudget(cancellationToken));

    /// <param name="budget">Counts what it costs.</param>
    public IEnumerable<FileRow> Rows(ReadBudget budget)
    {
        using var rows = Guard(file, budget, () => read(budget).GetEnumerator());
        while (Guard(file, budget, rows.MoveNext))
        {
            if (rows.Current.Number > HeaderRow && rows.Current.Cells.Any(cell => cell.Length > 0))
            {
                yield return rows.Current;
            }
        }
    }

    /// <summary>
    /// Makes one kind of exception out of whatever a reader of foreign files throws; what nobody foresaw is logged with a reference.
    /// </summary>
    private static T Guard<T>(ImportFile file, ReadBudget budget, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception error) when (error is InvalidDataException or XmlException or EndOfStreamException or DecoderFallbackException)
        {
            throw new UnreadableFileException(ImportProblems.Damaged(budget.Row), error);
        }
#pragma warning disable CA1031 // whatever a damaged file makes a library throw, the person who chose it gets a sentence
        catch (Exception error) when (error is not (UnreadableFileException or OperationCanceledException))
#pragma warning restore CA1031
        {
            throw new UnreadableFileException(file.Unforeseen(error), error);
        }
    }

    private static List<string> Names(FileRow header)
    {
        if (header.Cells.Any(cell => cell.Any(char.IsControl) && CellFaults.Find(cell) is not null))
        {
            throw new UnreadableFileException(ImportProblems.NotTextAt(header.Number));
        }

        var width = Array.FindLastIndex(header.Cells, cell => cell.Length > 0) + 1;
        var names = new List<string>(width);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < width; i++)
        {
            var cell = header.Cells[i];
            var name = cell.Length == 0 ? Letter(i) : cell.Length > LongestName ? cell[..LongestName].TrimEnd() : cell;
            var unique = name;
            for (var number = next.GetValueOrDefault(name, 2); !used.Add(unique); number++)
            {
                unique = $"{name} ({number})";
                next[name] = number + 1;
            }

            names.Add(unique);
        }

        return names;
    }

    private static string Letter(int column) => column < 26
        ? $"{(char)('A' + column)}"
        : $"{(char)('A' + (column / 26) - 1)}{(char)('A' + (column % 26))}";
}
