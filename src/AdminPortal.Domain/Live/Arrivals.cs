using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Live;

/// <summary>Check-ins in one bucket that begins at a UTC time.</summary>
public sealed record ArrivalBucket(DateTime At, int CheckIns);

/// <summary>Check-ins over the time of the last event day on which there were any.</summary>
/// <param name="PerMinute">In the last ten full minutes, per minute.</param>
/// <param name="Peak">The most in one minute, over the whole event.</param>
/// <param name="PeakAt">UTC; the first such minute, null before the first check-in.</param>
/// <param name="BucketMinutes">Length of each bucket of the series, 1 to 30.</param>
/// <param name="Series">Without gaps, in order, at most 193 buckets.</param>
public sealed record Arrivals(decimal PerMinute, int Peak, DateTime? PeakAt, int BucketMinutes, IReadOnlyList<ArrivalBucket> Series)
{
    private const int RateMinutes = 10;

    /// <summary>From check-ins by minute since 1970.</summary>
    internal static Arrivals From(IReadOnlyDictionary<int, int> minutes, DateTime now, TimeZoneInfo zone)
    {
        if (minutes.Count == 0)
        {
            return new Arrivals(0, 0, null, 1, []);
        }

        var current = Clock.Minute(now);
        var last = minutes.Keys.Max();
        var dayBegins = Clock.Minute(zone.StartOfDay(zone.Day(Clock.FromMinute(last))));
        var first = minutes.Keys.Where(m => m >= dayBegins).Min();
        var (peakAt, peak) = minutes.OrderByDescending(m => m.Value).ThenBy(m => m.Key).First();

        // The running minute would always look like a drop; once nobody came for three hours the day has ended.
        var end = current - last > 180 ? last : Math.Max(current - 1, first);
        var length = (end - first + 1) switch { <= 180 => 1, <= 480 => 5, <= 960 => 10, _ => 30 };
        var begin = first - (((first % length) + length) % length) - length; // one empty bucket in front: a line begins on the ground
        var series = new List<ArrivalBucket>();
        for (var at = begin; at <= end; at += length)
        {
            if (at + length <= current || series.Count < 2)
            {
                series.Add(new ArrivalBucket(Clock.FromMinute(at), Enumerable.Range(at, length).Sum(m => minutes.GetValueOrDefault(m))));
            }
        }

        var recent = Enumerable.Range(current - RateMinutes, RateMinutes).Sum(m => minutes.GetValueOrDefault(m));
        return new Arrivals((decimal)recent / RateMinutes, peak, Clock.FromMinute(peakAt), length, series);
    }
}
