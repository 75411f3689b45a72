using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Imports;

/// <summary>What can be wrong with a file, a mapping or a row. The codes are also the keys of the translated texts.</summary>
internal static class ImportProblems
{
    private const string File = "file";

    private const int LongestQuote = 100;

    public static Problem Empty { get; } = new("file_empty", "The file is empty.", File);

    public static Problem NoTable { get; } = new("file_no_table", "The file holds no table.", File);

    public static Problem NoRows { get; } =
        new("file_no_rows", "The file has no rows: nothing stands below the names of the columns.", File);

    public static Problem NoSheet { get; } = new("file_no_sheet", "The workbook has no visible sheet.", File);

    public static Problem NotText { get; } = new("file_not_a_table", "The file is neither a CSV nor an XLSX file.", File);

    public static Problem OldExcel { get; } =
        new("file_old_excel", "This is an old or protected Excel file. Save it as .xlsx without a password.", File);

    public static Problem Packed { get; } = new("file_packed", "The file is packed with gzip. Unpack it first.", File);

    public static Problem NoWorkbook { get; } =
        new("file_no_workbook", "The file is no Excel workbook (.xlsx). Save the table as .xlsx or CSV.", File);

    public static Problem TooComplex { get; } =
        new("file_too_complex", "The file holds far more cells, formats or texts than a list needs. Copy the list into a new file.", File);

    public static Problem TooWide { get; } = new("file_too_wide", "The file has more than 500 columns.", File);

    public static Problem NoIdentity { get; } =
        new("no_identity_column", "A column with the customer number, the e-mail or a name is needed.", "mapping");

    public static Problem NotParticipant { get; } = new("not_participant", "There is no such participant in this event.");

    public static Problem ContactGone { get; } =
        new("contact_gone", "The contact of this row was removed or changed meanwhile.", ImportFields.CustomerNumber);

    public static Problem NoContact { get; } = new("no_such_contact", "There is no such contact.");

    public static Problem AlreadyParticipant { get; } =
        new("already_participant", "This contact already takes part in the event.", ImportFields.CustomerNumber);

    public static Problem Running { get; } =
        new("import_running", "Another import is being written or taken back. Try again when it has ended.");

    public static Problem NotDone { get; } = new("import_not_done", "Only an import that was carried out can be undone, and only once.");

    public static Problem TooLarge(long mostBytes) =>
        new("file_too_large", $"The file is larger than {mostBytes / 1024 / 1024} MB.", File, mostBytes / 1024 / 1024);

    /// <param name="row">The last row that was read; 0 when none was.</param>
    public static Problem Damaged(int row) => row > 0
        ? new("file_damaged_row", $"The file is damaged and cannot be read beyond row {row}.", File, row)
        : new("file_damaged", "The file is damaged and cannot be read.", File);

    public static Problem NotTextAt(int row) =>
        new("file_not_text", $"Row {row} should hold the names of the columns, but holds something that is no text.", File, row);

    public static Problem NotTaken(string reference) =>
        new("file_not_taken", $"The file did not arrive whole. Choose it again. Reference: {reference}", File, reference);

    public static Problem Unreadable(string reference) => new("file_unreadable",
        $"The file cannot be read; it may be damaged. Save it anew and try again. Reference: {reference}", File, reference);

    public static Problem LongCell(int row) =>
        new("file_long_cell", $"Row {row} has a cell that is too long; perhaps a quotation mark never ends.", File, row);

    public static Problem TooManyRows(int most) => new("too_many_rows", $"The file has more than {most:N0} rows. Split it.", File, most);

    public static Problem UnknownColumn(string column) => new("unknown_column", $"The file has no column \"{column}\".", "mapping", column);

    public static Problem UnknownField(string field, IEnumerable<string> known) =>
        new("unknown_field", $"There is no field \"{field}\". Known: {string.Join(", ", known)}.", "mapping", field);

    public static Problem MappedTwice(string field) => new("mapped_twice", $"Two columns are to become \"{field}\".", "mapping", field);

    public static Problem Duplicate(string field, int firstRow) =>
        new("duplicate_in_file", $"Row {firstRow} of the file is the same one.", field, firstRow);

    public static Problem Ambiguous(string field, string value) =>
        new("ambiguous_match", $"Several contacts match \"{Short(value)}\". Add a customer number.", field, Short(value));

    public static Problem UnknownCategory(string value, IEnumerable<string> known) =>
        UnknownCategory(Short(value), string.Join(", ", known));

    public static Problem NotYesOrNo(string value) =>
        new("invalid_boolean", $"\"{Short(value)}\" is neither yes nor no.", ImportFields.IsConfirmed, Short(value));

    /// <summary>The beginning of a text: a refusal quotes a cell so that it is recognised, not so that it is read.</summary>
    public static string Short(string text) => text.Length <= LongestQuote
        ? text
        : text[..(LongestQuote - (char.IsHighSurrogate(text[LongestQuote - 1]) ? 1 : 0))] + "…";

    private static Problem UnknownCategory(string value, string known) => known.Length == 0
        ? new("unknown_category_none", $"There is no category \"{value}\"; the event has none.", ImportFields.CategoryKey, value)
        : new("unknown_category", $"There is no category \"{value}\". Known: {known}.", ImportFields.CategoryKey, value, known);
}

/// <summary>A file that cannot be read further; caught by the import and told as a problem.</summary>
internal sealed class UnreadableFileException(Problem problem, Exception? inner = null) : Exception(problem.Message, inner)
{
    public Problem Problem { get; } = problem;
}
