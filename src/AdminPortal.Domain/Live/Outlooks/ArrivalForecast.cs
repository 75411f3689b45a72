namespace AdminPortal.Domain.Live.Outlooks;

/// <summary>What a forecast of arrivals is made from.</summary>
/// <param name="Expected">All participants.</param>
/// <param name="History">
/// How many had come now, 5 minutes ago, and so on back to <see cref="ArrivalForecast.Memory"/> minutes ago.
/// </param>
/// <param name="SinceDoors">Minutes since the doors opened; negative before.</param>
/// <param name="Course">How people come: an earlier event's course or the plan of the windows; null when neither is known.</param>
/// <param name="Show">Share of the expected who come at all, as at the earlier event; 1 where that is not known.</param>
public sealed record ForecastBasis(int Expected, IReadOnlyList<int> History, double SinceDoors, ArrivalCourse? Course, double Show = 1)
{
    /// <summary>Those who have come.</summary>
    public int Arrived => History[0];

    /// <summary>Those of them who came in the last <see cref="ArrivalForecast.LookBack"/> minutes.</summary>
    public int Recent => History[0] - History[ArrivalForecast.LookBack / ArrivalForecast.Step];

    /// <summary>From people by the minute since 1970 in which they came first.</summary>
    internal static IReadOnlyList<int> HistoryOf(IReadOnlyDictionary<int, int> minutes, int arrived, int current)
    {
        var history = new int[(ArrivalForecast.Memory / ArrivalForecast.Step) + 1];
        history[0] = arrived;
        var come = arrived - minutes.GetValueOrDefault(current); // before the running minute
        for (var i = 1; i <= ArrivalForecast.Memory; i++)
        {
            come -= minutes.GetValueOrDefault(current - i);
            if (i % ArrivalForecast.Step == 0)
            {
                history[i / ArrivalForecast.Step] = come;
            }
        }

        return history;
    }
}

/// <summary>
/// How many will have come in each of the next minutes. With a course: it is moved to where it fits what came in the last two hours (a day
/// that runs half an hour late is the commonest way to differ), who comes in all is estimated from the share that it has by now, and the
/// next minutes follow it, nearer to how many came just now the sooner they are. Without: those who are missing come as eagerly as in the
/// last minutes, fewer as fewer are left. Its error is measured, see decision 0022.
/// </summary>
public sealed class ArrivalForecast
{
    /// <summary>Minutes ahead.</summary>
    public const int Ahead = 240;

    /// <summary>Minutes that tell how many come just now.</summary>
    public const int LookBack = 15;

    /// <summary>Minutes that tell how late the day runs.</summary>
    public const int Memory = 120;

    /// <summary>Minutes between two looks at them.</summary>
    public const int Step = 5;

    /// <summary>Most minutes by which a course is moved.</summary>
    private const int MostShift = 60;

    /// <summary>A course counts as much as this share of it before it has begun: early figures do not turn everything over.</summary>
    private const double Prior = 0.3;

    /// <summary>People that soften how the last minutes compare with the course.</summary>
    private const double Soft = 10;

    /// <summary>Minutes after which the last minutes count by a third only.</summary>
    private const double Fades = 30;

    private readonly double[] arrived = new double[Ahead + 1];

    /// <summary>From what is known now.</summary>
    public ArrivalForecast(ForecastBasis basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        arrived[0] = basis.Arrived;
        var most = Math.Max(basis.Expected, basis.Arrived);
        if (basis.Course is { } course)
        {
            (Late, Total) = Fit(course, basis, most);
            Follow(course, basis, Total.Value, most);
        }
        else
        {
            var left = (double)(most - basis.Arrived);
            var eager = left == 0 ? 0 : basis.Recent / (double)LookBack / left;
            for (var i = 1; i <= Ahead; i++)
            {
                arrived[i] = most - (left * Math.Exp(-eager * i));
            }
        }
    }

    /// <summary>People who will have come in all; null where no course tells.</summary>
    public double? Total { get; }

    /// <summary>Minutes by which the day runs behind its course, in steps of five; negative when it is ahead. 0 without a course.</summary>
    public int Late { get; }

    /// <summary>
    /// People who will have come in so many minutes, 0 to <see cref="Ahead"/>; never fewer than before, never more than expected.
    /// </summary>
    public double In(int minutes) => arrived[Math.Clamp(minutes, 0, Ahead)];

    /// <summary>New people in each minute around a time ahead, on average over ten minutes.</summary>
    public double PerMinuteIn(int minutes) =>
        (In(minutes + 5) - In(minutes - 5)) / (Math.Min(minutes + 5, Ahead) - Math.Max(minutes - 5, 0));

    private static (int Late, double Total) Fit(ArrivalCourse course, ForecastBasis basis, int most)
    {
        double TotalAt(int late) => Math.Clamp(
            ((Prior * basis.Expected * basis.Show) + basis.Arrived) / (Prior + course.ShareAt(basis.SinceDoors - late)),
            basis.Arrived, most);
        if (basis.Arrived == 0)
        {
            return (0, TotalAt(0)); // nobody yet is no sign that it runs late
        }

        var best = (Error: double.MaxValue, Late: 0, Total: 0.0);
        for (var late = -MostShift; late <= MostShift; late += Step)
        {
            var (total, error) = (TotalAt(late), 0.0);
            for (var i = 0; i < basis.History.Count; i++)
            {
                var by = total * course.ShareAt(basis.SinceDoors - (i * Step) - late);
                error += Math.Pow(basis.History[i] - by, 2) / (basis.History[i] + by + 1);
            }

            // As far from chance as it is: a hundred people say less than ten thousand. The further it is moved the surer that must be.
            error = (error / basis.History.Count / (1 + (basis.Arrived * 0.002))) + Math.Pow(late / (double)MostShift, 2);
            best = error < best.Error ? (error, late, total) : best;
        }

        return (best.Late, best.Total);
    }

    private void Follow(ArrivalCourse course, ForecastBasis basis, double total, int most)
    {
        double Share(double minutes) => course.ShareAt(basis.SinceDoors - Late + minutes);
        var looked = total * (Share(0) - Share(-LookBack));
        var pace = Math.Clamp((Soft + basis.Recent) / (Soft + looked), 0.2, 5);
        for (var i = 1; i <= Ahead; i++)
        {
            var now = 1 + ((pace - 1) * Math.Exp(-i / Fades));
            arrived[i] = Math.Min(most, arrived[i - 1] + (total * (Share(i) - Share(i - 1)) * now));
        }
    }
}
