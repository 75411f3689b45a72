namespace AdminPortal.Domain.Imports;

/// <summary>
/// What one pass over a file may cost, whoever made the file. Readers count here what they do, so that a small file cannot ask for any
/// amount of work or memory, and each of them stops within a step when the token is cancelled.
/// </summary>
internal sealed class ReadBudget(CancellationToken cancellationToken)
{
    /// <summary>Pieces of markup or lines of text: twice what 200,000 rows of 25 cells need, and a few seconds.</summary>
    public const int MostSteps = 60_000_000;

    /// <summary>Characters in all cells together; texts that cells share count for each of them.</summary>
    public const int MostText = 100_000_000;

    /// <summary>Rows of a sheet, empty ones included; a spreadsheet has no more.</summary>
    public const int MostLines = 1_048_576;

    /// <summary>Columns that hold anything.</summary>
    public const int MostColumns = 500;

    /// <summary>Characters of a cell; a spreadsheet takes no more.</summary>
    public const int LongestCell = 32_767;

    /// <summary>
    /// Of a row, in bytes of a CSV file and in characters of a sheet; a quotation mark that never ends must not swallow the memory.
    /// </summary>
    public const int LongestRow = 1024 * 1024;

    private long unpacked;
    private int row;
    private int rowText;

    /// <summary>Pieces of markup or lines of text so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Characters of cells so far.</summary>
    public int Text { get; private set; }

    /// <summary>The row that is being read, as a spreadsheet numbers it; 0 before the first.</summary>
    public int Row
    {
        get => row;
        set
        {
            (row, rowText) = (value, 0);
            if (value > MostLines)
            {
                throw new UnreadableFileException(ImportProblems.TooManyRows(MostLines));
            }
        }
    }

    /// <summary>Counts a piece of markup or a line.</summary>
    public void Step()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (++Steps > MostSteps)
        {
            throw new UnreadableFileException(ImportProblems.TooComplex);
        }
    }

    /// <summary>Counts bytes that came out of a packed part.</summary>
    public void Unpacked(int bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        unpacked += bytes;
        if (unpacked > ImportFile.LargestUnpacked)
        {
            throw new UnreadableFileException(ImportProblems.TooLarge(ImportFile.LargestUnpacked));
        }
    }

    /// <summary>Takes a cell of the current row, which must be one of the columns unless it is empty.</summary>
    public void Cell(int column, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (column >= MostColumns)
        {
            throw new UnreadableFileException(ImportProblems.TooWide);
        }

        Text += text.Length;
        rowText += text.Length;
        if (text.Length > LongestCell || rowText > LongestRow)
        {
            throw new UnreadableFileException(ImportProblems.LongCell(Row));
        }

        if (Text > MostText)
        {
            throw new UnreadableFileException(ImportProblems.TooComplex);
        }
    }
}
