using System.Text;
using CsvHelper;

namespace AdminPortal.Domain.Imports;

/// <summary>Reads the rows of a CSV file.</summary>
internal static class CsvRows
{
    /// <summary>How far the separator is looked for, in characters.</summary>
    private const int Head = 100_000;

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>
    /// The separator that the first line names: Excel's own <c>sep=;</c>, or the one that occurs most outside quotes; a comma when there is
    /// none.
    /// </summary>
    public static char FindSeparator(ImportFile file, Encoding encoding)
    {
        using var reader = new StreamReader(file.Open(), encoding);
        var counts = new int[Separators.Length];
        var quoted = false;
        var line = new StringBuilder();
        for (int next = reader.Read(), read = 0; next >= 0 && read < Head; next = reader.Read(), read++)
        {
            var c = (char)next;
            quoted ^= c == '"';
            if (c is '\n' or '\r' && !quoted)
            {
                if (SeparatorLine(line.ToString()) is { } named)
                {
                    return named;
                }

                if (!string.IsNullOrWhiteSpace(line.ToString()))
                {
                    break;
                }

                line.Clear();
                continue;
            }

            line.Append(c);
            var index = quoted ? -1 : Array.IndexOf(Separators, c);
            if (index >= 0)
            {
                counts[index]++;
            }
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    /// <exception cref="UnreadableFileException">A quote that never ends, a row that is too long or too wide.</exception>
    public static IEnumerable<FileRow> Read(ImportFile file, Encoding encoding, char separator, ReadBudget budget)
    {
        var endless = false;
        using var text = new StreamReader(file.Open(), encoding, true, 64 * 1024);
        using var reader = CsvReader.Create(text, new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            SkipEmptyLines = false,
            DetectSeparatorHint = false,
            MaxRecordSize = ReadBudget.LongestRow,
            OnMalformedRecord = record => endless |= record.Reason == CsvMalformedReason.UnterminatedQuote,
        });
        for (var number = 1; Next(reader, number); number++)
        {
            budget.Step();
            budget.Row = number;
            if (endless)
            {
                throw new UnreadableFileException(ImportProblems.LongCell(number));
            }

            var cells = Cells(reader, budget);
            if (number > 1 || SeparatorLine(Encoding.UTF8.GetString(reader.RawRecord)) is null)
            {
                yield return new FileRow(number, cells);
            }
        }
    }

    private static string[] Cells(CsvReader reader, ReadBudget budget)
    {
        var cells = new string[Math.Min(reader.FieldCount, ReadBudget.MostColumns)];
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var text = i >= cells.Length && reader.IsEmpty(i) ? "" : reader.GetString(i).Trim();
            budget.Cell(i, text);
            if (i < cells.Length)
            {
                cells[i] = text;
            }
        }

        return cells;
    }

    private static bool Next(CsvReader reader, int number)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException error)
        {
            throw new UnreadableFileException(ImportProblems.LongCell(number), error);
        }
    }

    private static char? SeparatorLine(string line) =>
        line.Trim('\uFEFF', '\r', '\n', '"') is ['s' or 'S', 'e' or 'E', 'p' or 'P', '=', var c] && Separators.Contains(c) ? c : null;
}
