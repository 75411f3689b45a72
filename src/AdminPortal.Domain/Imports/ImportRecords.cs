using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Imports;

/// <summary>What an import may do with a row.</summary>
public enum ImportMode
{
    /// <summary>Only new participants; who takes part already is refused. Contacts that exist are left as they are.</summary>
    Create,

    /// <summary>Only participants that exist; others are refused.</summary>
    Update,

    /// <summary>New participants are created, others brought up to date.</summary>
    Upsert,
}

/// <summary>What an import does, or would do, with a row.</summary>
public enum ImportVerdict
{
    /// <summary>A participant is created, and a contact where there is none.</summary>
    Create,

    /// <summary>The participant or their contact changes.</summary>
    Update,

    /// <summary>Everything is so already; nothing is written.</summary>
    Unchanged,

    /// <summary>The row cannot be imported; see <see cref="RefusedRow"/>.</summary>
    Refused,
}

/// <summary>What kind of file it is, found by looking into it.</summary>
public enum ImportFormat
{
    /// <summary>Text with separators.</summary>
    Csv,

    /// <summary>An Excel workbook; its first visible sheet is read.</summary>
    Xlsx,
}

/// <summary>What to import and how.</summary>
public sealed record ImportRequest
{
    /// <summary>The event whose participants these are; null for other kinds.</summary>
    public string? EventKey { get; init; }

    /// <summary>
    /// Column header to field out of <see cref="ImportKind.Fields"/>; columns that are not named are left out. Null to guess.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Mapping { get; init; }

    public ImportMode Mode { get; init; } = ImportMode.Upsert;

    /// <summary>Judges every row and writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Imports the good rows although others are refused; otherwise one refused row stops them all.</summary>
    public bool Partial { get; init; }

    /// <summary>Most entries of <see cref="ImportResult.RefusedRows"/>; the counts always cover all.</summary>
    public int RefusedLimit { get; init; } = 1_000;

    /// <summary>How long a transaction should keep others from writing.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Pause between two transactions, so that others can write; longer after one that took longer than <see cref="Hold"/>.
    /// </summary>
    public TimeSpan Pause { get; init; } = InProcessPause;

    /// <summary>Enough beside others in this process: where the database takes one writer at a time, they go first.</summary>
    public static readonly TimeSpan InProcessPause = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// The same request for work beside a process that serves the same database. No gate of this process lets the doors of that one go
    /// first; they look every millisecond whether the file is free, so a pause that is some looks long lets all of them in that wait.
    /// </summary>
    public ImportRequest BesideAnotherProcess() =>
        this with { Hold = TimeSpan.FromMilliseconds(15), Pause = TimeSpan.FromMilliseconds(15) };
}

/// <summary>What a file holds, for choosing the mapping.</summary>
/// <param name="FileName">As it was given.</param>
/// <param name="Format">What kind of file it is.</param>
/// <param name="Headers">The columns in order, each with a name of its own: a missing one is the column's letter, a repeated one gets a
/// number.</param>
/// <param name="Mapping">Guessed: column header to field.</param>
/// <param name="FirstRows">At most ten rows, each with a cell for every header.</param>
/// <param name="Rows">Rows below the header that hold anything.</param>
/// <param name="Separator">Of a CSV file: comma, semicolon or tab.</param>
/// <param name="Encoding">Of a CSV file, for example <c>utf-8</c>.</param>
public sealed record ImportPreview(string FileName, ImportFormat Format, IReadOnlyList<string> Headers,
    IReadOnlyDictionary<string, string> Mapping, IReadOnlyList<ImportPreviewRow> FirstRows, int Rows, char? Separator, string? Encoding);

/// <summary>One row as it stands in the file.</summary>
/// <param name="Row">As a spreadsheet numbers it: the header is row 1 where it comes first.</param>
/// <param name="Cells">One for each header; of long ones the beginning.</param>
public sealed record ImportPreviewRow(int Row, IReadOnlyList<string> Cells)
{
    /// <summary>Characters of a cell that are shown; its beginning is enough to know a column by.</summary>
    private const int Shown = 200;

    internal static ImportPreviewRow Of(FileRow row, int columns) =>
        new(row.Number, [.. Enumerable.Range(0, columns)
            .Select(i => i >= row.Cells.Length ? "" : row.Cells[i].Length > Shown ? row.Cells[i][..Shown] : row.Cells[i])]);
}

/// <summary>Where an import is.</summary>
public enum ImportStage
{
    /// <summary>Judging the rows; nothing is written.</summary>
    Checking,

    /// <summary>Writing, in short transactions.</summary>
    Writing,
}

/// <summary>How far an import is.</summary>
/// <param name="Stage">What it is doing.</param>
/// <param name="Rows">Rows done in this stage.</param>
/// <param name="Total">Rows of the file; null while they are not counted yet.</param>
public sealed record ImportProgress(ImportStage Stage, int Rows, int? Total);

/// <summary>How an import ended.</summary>
/// <param name="Created">Rows that created a participant, or would.</param>
/// <param name="Updated">Rows that changed something, or would.</param>
/// <param name="Unchanged">Rows that are so already.</param>
/// <param name="Refused">Rows that were refused.</param>
/// <param name="Written">Whether anything was written; false for a dry run, when a refused row stopped them all, and when nothing
/// changed.</param>
/// <param name="RefusedRows">Why rows were refused, in the order of the file; a row with several problems occurs several times. Bounded by
/// <see cref="ImportRequest.RefusedLimit"/>.</param>
/// <param name="Verdicts">Of a dry run: one for each row; otherwise empty.</param>
public sealed record ImportResult(int Created, int Updated, int Unchanged, int Refused, bool Written, IReadOnlyList<RefusedRow> RefusedRows,
    IReadOnlyList<RowVerdict> Verdicts)
{
    /// <summary>The record of the import; null after a dry run.</summary>
    public long? ImportId { get; init; }

    /// <summary>All rows.</summary>
    public int Rows => Created + Updated + Unchanged + Refused;
}

/// <summary>One reason why a row was refused.</summary>
/// <param name="Row">As a spreadsheet numbers it.</param>
/// <param name="Problem">What is wrong; translated like every other problem.</param>
/// <param name="Text">By what to recognise the row: name, customer number or badge.</param>
public sealed record RefusedRow(int Row, Problem Problem, string Text)
{
    /// <summary>The field that is wrong, or null.</summary>
    public string? Field => Problem.Field;

    /// <summary>Stable code.</summary>
    public string Code => Problem.Code;

    /// <summary>English sentence.</summary>
    public string Reason => Problem.Message;
}

/// <summary>What would become of a row.</summary>
/// <param name="Row">As a spreadsheet numbers it.</param>
/// <param name="Verdict">What would be done.</param>
/// <param name="Text">By what to recognise the row: name, customer number or badge.</param>
public readonly record struct RowVerdict(int Row, ImportVerdict Verdict, string Text);
