using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Imports;

/// <summary>Counts verdicts.</summary>
internal sealed class ImportTally(int refusedLimit, bool listVerdicts)
{
    private readonly int[] counts = new int[4];

    private readonly List<RefusedRow> refused = [];

    private readonly List<RowVerdict> verdicts = [];

    public int Rows => counts.Sum();

    public int Refused => counts[(int)ImportVerdict.Refused];

    public int Changes => counts[(int)ImportVerdict.Create] + counts[(int)ImportVerdict.Update];

    public void Add(List<JudgedRow> judged)
    {
        foreach (var row in judged)
        {
            Add(row.Row.Number, row.Row.Text, row.Row.Problems, row.Verdict);
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

    public ImportResult Result(bool written) => new(counts[(int)ImportVerdict.Create], counts[(int)ImportVerdict.Update], counts[(int)ImportVerdict.Unchanged], Refused, written, refused, verdicts);
}
