using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;

namespace AdminPortal.Domain.Live.Outlooks;

/// <summary>What the forecast follows.</summary>
public enum OutlookSource
{
    /// <summary>Only how many came in the last minutes.</summary>
    Rate,

    /// <summary>The check-in windows and the people they are for.</summary>
    Windows,

    /// <summary>An earlier event of the tenant.</summary>
    Earlier,
}

/// <summary>How many will have arrived by a time.</summary>
/// <param name="At">UTC.</param>
/// <param name="Arrived">Participants, those who are there already included.</param>
public sealed record ArrivedBy(DateTime At, int Arrived);

/// <summary>
/// What the figures of an event say about its next hours: arrivals against the plan and an earlier event, how many come, when it is full,
/// and how many stations that takes. Times are UTC; nothing here costs a command, it is worked out from the tally.
/// </summary>
public sealed record Outlook
{
    /// <summary>Minutes ahead of <see cref="Ahead"/>.</summary>
    public static readonly IReadOnlyList<int> Steps = [30, 60, 120];

    /// <summary>Minutes ahead of <see cref="NeedLater"/>.</summary>
    public const int Later = 30;

    /// <summary>Share of a plan that must have passed before it tells how many stay away.</summary>
    private const double Telling = 0.25;

    private static readonly TimeSpan Open = TimeSpan.FromMinutes(15);

    /// <summary>What the forecast follows.</summary>
    public required OutlookSource Source { get; init; }

    /// <summary>The earlier event's title; null when none is chosen, it is removed, or nobody came to it.</summary>
    public string? EarlierTitle { get; init; }

    /// <summary>Who should have come by now by the windows; null without any.</summary>
    public int? PlannedNow { get; init; }

    /// <summary>Who had come to the earlier event as long after its doors opened.</summary>
    public int? EarlierNow { get; init; }

    /// <summary>Minutes by which the arrivals run behind what the forecast follows, in steps of five; negative when ahead.</summary>
    public int Late { get; init; }

    /// <summary>The forecast for each of <see cref="Steps"/>; empty once the event is over.</summary>
    public required IReadOnlyList<ArrivedBy> Ahead { get; init; }

    /// <summary>Who will not come at all; after the event who did not. Null while nothing tells.</summary>
    public int? NoShows { get; init; }

    /// <summary>When as many are inside as fit, within four hours; null when that is not to be expected, or it is full already.</summary>
    public DateTime? FullAt { get; init; }

    /// <summary>Participants beyond the places; 0 when all fit, or nobody counts.</summary>
    public required int OverCapacity { get; init; }

    /// <summary>Stations that had a scan in the last quarter of an hour and are not silent.</summary>
    public required int OpenStations { get; init; }

    /// <summary>How long a check-in takes.</summary>
    public required CheckInPace Pace { get; init; }

    /// <summary>Stations needed now.</summary>
    public required StationNeed NeedNow { get; init; }

    /// <summary>Stations needed in half an hour; null once the event is over.</summary>
    public StationNeed? NeedLater { get; init; }

    /// <summary>Seconds that somebody waits now, worked out by <see cref="Waiting"/>; null when more come than the open stations manage.
    /// </summary>
    public int? WaitSeconds { get; init; }

    /// <summary>What the windows plan, in the buckets of <see cref="Arrivals.Series"/> and on; empty without any.</summary>
    public IReadOnlyList<ArrivalBucket> Plan { get; init; } = [];

    /// <summary>Arrivals at the earlier event, moved to this one's doors.</summary>
    public IReadOnlyList<ArrivalBucket> Earlier { get; init; } = [];

    /// <summary>The forecast in buckets, from now on.</summary>
    public IReadOnlyList<ArrivalBucket> Forecast { get; init; } = [];

    internal static Outlook Of(EventRules rules, Tally tally, Arrivals arrivals, IReadOnlyList<StationBoard> stations,
        EarlierEvent? earlier, DateTime now)
    {
        var plan = ArrivalCourse.Planned(rules, tally.Categories.Select(c => KeyValuePair.Create(c.Key, c.Value.Total)));
        var doors = ArrivalCourse.DoorsOf(rules);
        var current = Clock.Minute(now);
        var since = (now - Clock.FromMinute(doors)).TotalMinutes;
        int Recent(IReadOnlyDictionary<int, int> minutes) =>
            Enumerable.Range(current - ArrivalForecast.LookBack, ArrivalForecast.LookBack).Sum(m => minutes.GetValueOrDefault(m));
        var course = earlier?.Course ?? plan;
        var forecast = new ArrivalForecast(new ForecastBasis(tally.Total,
            ForecastBasis.HistoryOf(tally.FirstMinutes, tally.Arrived, current), since, course, earlier?.Show ?? 1));
        var over = now >= rules.EndsAt;
        var pace = CheckInPace.Of(tally.Stations.Values, now);
        var open = stations.Count(s => now - s.LastSeen < Open && s.SilentFor(now) is null);
        var again = Math.Max(0, Recent(tally.Minutes) - Recent(tally.FirstMinutes)) / (double)ArrivalForecast.LookBack;
        var lasting = course is null ? 60 : ArrivalForecast.Ahead;
        var ahead = Math.Max(0, Math.Min(lasting, Clock.Minute(rules.EndsAt) - current));
        var lines = new Lines(arrivals, current, doors, over ? 0 : ahead);
        return new Outlook
        {
            Source = earlier is not null ? OutlookSource.Earlier : plan is not null ? OutlookSource.Windows : OutlookSource.Rate,
            EarlierTitle = earlier?.Title,
            PlannedNow = plan is null ? null : Whole(plan.At(since)),
            EarlierNow = earlier is null ? null : Whole(earlier.Course.At(since)),
            Late = over ? 0 : forecast.Late,
            Ahead = over ? [] : Steps.Select(m => new ArrivedBy(Clock.FromMinute(current + m), Whole(forecast.In(m)))).ToList(),
            NoShows = over ? tally.Total - tally.Arrived
                : forecast.Total is { } total && (earlier is not null || course!.ShareAt(since) >= Telling) ? tally.Total - Whole(total)
                : null,
            FullAt = over ? null
                : Fills(rules, tally, forecast, (Recent(tally.OutMinutes) / (double)ArrivalForecast.LookBack) - again, current),
            OverCapacity = rules.Capacity is { } places ? Math.Max(0, tally.Total - places) : 0,
            OpenStations = open,
            Pace = pace,
            NeedNow = new StationNeed(arrivals.PerMinute, pace.Seconds),
            NeedLater = over ? null : new StationNeed(One(forecast.PerMinuteIn(Later) + again), pace.Seconds),
            WaitSeconds = Waiting.Seconds((double)arrivals.PerMinute, (double)pace.Seconds, open) is { } wait
                ? (int)Math.Min(3600, Math.Ceiling(wait)) : null,
            Plan = plan is null ? [] : lines.Of(plan),
            Earlier = earlier is null ? [] : lines.Of(earlier.Course),
            Forecast = tally.Arrived == 0 && course is null ? [] : lines.Of(forecast, again),
        };
    }

    /// <summary>People who leave for good count against those who come; each badge brings as many people as those inside did.</summary>
    private static DateTime? Fills(EventRules rules, Tally tally, ArrivalForecast forecast, double leaving, int current)
    {
        if (rules.Capacity is not { } places || tally.PeopleInside >= places)
        {
            return null;
        }

        var each = tally.Inside == 0 ? 1 : (double)tally.PeopleInside / tally.Inside;
        for (var i = 1; i <= ArrivalForecast.Ahead; i++)
        {
            if (tally.PeopleInside + (each * (forecast.In(i) - tally.Arrived)) - (Math.Max(0, leaving) * each * i) >= places)
            {
                return Clock.FromMinute(current + i);
            }
        }

        return null;
    }

    private static int Whole(double people) => (int)Math.Round(people, MidpointRounding.AwayFromZero);

    private static decimal One(double rate) => Math.Round((decimal)rate, 1, MidpointRounding.AwayFromZero);

    /// <summary>Puts courses and the forecast into the buckets of the arrivals, so that a chart draws them over one another.</summary>
    private sealed class Lines(Arrivals arrivals, int current, int doors, int ahead)
    {
        private readonly int length = arrivals.BucketMinutes;

        private readonly int begin = arrivals.Series.Count == 0 ? current : Clock.Minute(arrivals.Series[0].At);

        public List<ArrivalBucket> Of(ArrivalCourse course) => Buckets(begin, current + ahead,
            at => course.At(at + length - doors) - course.At(at - doors));

        public List<ArrivalBucket> Of(ArrivalForecast forecast, double again) => Buckets(
            begin + ((current - begin + length - 1) / length * length), current + ahead,
            at => forecast.In(at + length - current) - forecast.In(at - current) + (again * length));

        private List<ArrivalBucket> Buckets(int from, int to, Func<int, double> count)
        {
            var buckets = new List<ArrivalBucket>();
            for (var at = from; at + length <= to; at += length)
            {
                buckets.Add(new ArrivalBucket(Clock.FromMinute(at), Whole(count(at))));
            }

            return buckets;
        }
    }
}
