using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Imports;

/// <summary>Counts verdicts.</summary>
internal sealed class ImportTally(int refusedLimit, bool listVerdicts)
{
    private readonly int[] counts = new int[4];

    private readonly List<RefusedRow> refused = [];

    private readonly List<RowVerdict> verdicts = [];

    public int Rows => counts.Sum();

    public int Created => counts[(int)ImportVerdict.Create];

    public int Updated => counts[(int)ImportVerdict.Update];

    public int Unchanged => counts[(int)ImportVerdict.Unchanged];

    public int Refused => counts[(int)ImportVerdict.Refused];

    public int Changes => Created + Updated;

    public void Add(IEnumerable<JudgedRow> judged)
    {
        foreach (var row in judged)
        {
            Add(row.Number, row.Text, row.Problems, row.Verdict);
        }
    }

    public void Add(int number, string text, IReadOnlyList<Problem> problems, ImportVerdict verdict)
    {
        counts[(int)verdict]++;
        refused.AddRange(problems.Take(refusedLimit - refused.Count).Select(problem => new RefusedRow(number, problem, text)));
        if (listVerdicts)
        {
            verdicts.Add(new RowVerdict(number, verdict, text));
        }
    }

    public ImportResult Result(bool written, long? importId = null) => new(Created, Updated, Unchanged, Refused, written, refused, verdicts)
    { ImportId = importId };
}
