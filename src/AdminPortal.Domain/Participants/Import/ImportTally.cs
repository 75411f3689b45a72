namespace AdminPortal.Domain.Participants.Import;

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
            counts[(int)row.Verdict]++;
            refused.AddRange(row.Row.Problems.Take(refusedLimit - refused.Count).Select(problem => new RefusedRow(row.Row.Number, problem, row.Row.Text)));
            if (listVerdicts)
            {
                verdicts.Add(new RowVerdict(row.Row.Number, row.Verdict, row.Row.Text));
            }
        }
    }

    public ImportResult Result(bool written) => new(counts[(int)ImportVerdict.Create], counts[(int)ImportVerdict.Update], counts[(int)ImportVerdict.Unchanged], Refused, written, refused, verdicts);
}
