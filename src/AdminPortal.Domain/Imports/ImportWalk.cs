using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Imports;

/// <summary>One run over one file.</summary>
internal sealed record ImportWalk(
    ImportKind Kind, ImportRequest Request, ImportFile File, ImportTable Table, ImportScope Scope, IProgress<ImportProgress>? Progress)
{
    /// <summary>The rows as they are meant: a file that the portal has written keeps spreadsheets from running its cells.</summary>
    public IEnumerable<FileRow> Rows() =>
        Table.Rows().Select(row => row with { Cells = Array.ConvertAll(row.Cells, RefusedRowsFile.Plain) });

    /// <summary>The rows that were refused when all were judged.</summary>
    public Dictionary<int, JudgedRow> Refused { get; } = [];

    /// <summary>These rows with their cells, in the order of the file.</summary>
    public IEnumerable<RefusedCells> RefusedCells() =>
        Refused.Count == 0 ? [] : Rows().Where(row => Refused.ContainsKey(row.Number)).Select(row => Cells(Refused[row.Number], row.Cells));

    /// <summary>The portion in which a row was refused that had been good.</summary>
    public ImportTally? Late { get; set; }

    /// <summary>A refused row as it is kept.</summary>
    public static RefusedCells Cells(JudgedRow row, string[] cells) =>
        new(row.Number, cells, row.Text, [.. row.Problems.Select(Kept)]);

    private static RefusedProblem Kept(Problem problem) =>
        new(problem.Code, problem.Message, problem.Field, [.. problem.Args.Select(arg => arg?.ToString())]);
}
