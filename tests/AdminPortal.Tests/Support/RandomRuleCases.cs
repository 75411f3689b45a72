using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;

namespace AdminPortal.Tests.Support;

/// <summary>Cases by chance: days from 2020 to 2027, with many moments at midnights, switches of the clocks and edges of windows.</summary>
internal sealed class RandomRuleCases(int seed)
{
    private const long Minute = 60_000;

    private const long Hour = 60 * Minute;

    private const long Day = 24 * Hour;

    private static readonly long First = RuleCase.Milliseconds(new DateTime(2020, 1, 2, 0, 0, 0, DateTimeKind.Utc));

    private static readonly long Last = RuleCase.Milliseconds(new DateTime(2027, 12, 30, 0, 0, 0, DateTimeKind.Utc));

    private static readonly (string Name, TimeZoneInfo Zone, List<long> Switches)[] Zones =
        [.. new[] { "Europe/Berlin", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "America/Havana", "UTC" }
            .Select(name => (name, Zone.Find(name), SwitchesOf(Zone.Find(name))))];

    private readonly Random random = new(seed);

    /// <summary>The next case.</summary>
    public RuleCase Next()
    {
        var (name, zone, switches) = One(Zones);
        var centre = switches.Count > 0 && Chance(0.4) ? One(switches) : random.NextInt64(First, Last);
        List<long> points = [centre];
        var day = zone.Day(RuleCase.Utc(centre));
        points.AddRange(Enumerable.Range(-1, 4).Select(days => RuleCase.Milliseconds(zone.StartOfDay(day.AddDays(days)))));
        var (before, after) = (One([0, 15, 60]) * Minute, One([0, 15, 60]) * Minute);
        var windows = Some(4, () => Window(points)).OrderBy(window => window.Starts).Select((window, i) => window with { Id = i + 1 })
            .ToList();
        points.AddRange(windows.SelectMany(w => new[] { w.Starts, w.Ends, w.Starts - before, w.Ends + after }));
        points.AddRange(windows.Zip(windows.Skip(1), (one, next) => (one.Ends + next.Starts) / 2)); // as near to both
        var stays = Stays(points);
        points.AddRange(stays.Select(stay => stay.At));
        var rules = new StationRules(One(Enum.GetValues<ReEntry>()), Chance(0.2), Chance(0.5) ? random.Next(1, 9) : null, name,
            before, after, Chance(0.15) ? One<List<long>>([[], [1], [1, 2]]) : null, windows);
        var person = new StationPerson(One<long?>([null, 1, 2, 3]), Chance(0.8), stays);
        var scan = new ScriptScan(Near(points), Chance(0.85) ? ScanAction.CheckIn : ScanAction.CheckOut, random.Next(1, 4));
        return new(rules, person, scan, random.Next(0, 6) + (person.Open()?.Quantity ?? 0));
    }

    private StationWindow Window(List<long> points)
    {
        var starts = Near(points);
        return new(0, starts, starts + (random.Next(1, 20) * 30 * Minute), One<long?>([null, null, 1, 2]), Chance(0.5),
            Chance(0.5) ? random.Next(1, 5) : null);
    }

    /// <summary>Up to four, of which the last one is often open, an earlier one seldom.</summary>
    private List<StationStay> Stays(List<long> points)
    {
        var stays = Some(4, () => Near(points)).Order()
            .Select(at => new StationStay(at, at + (Chance(0.1) ? 0 : random.NextInt64(Hour * 6)), random.Next(1, 4),
                Chance(0.5) ? "North" : null))
            .ToList();
        if (stays.Count > 0 && Chance(0.7))
        {
            var open = Chance(0.9) ? stays.Count - 1 : random.Next(stays.Count);
            stays[open] = stays[open] with { Out = null };
        }

        return stays;
    }

    /// <summary>A moment at one of the points, a millisecond beside it, some half hours away, or anywhere within two days.</summary>
    private long Near(List<long> points) => One(points) + (random.Next(4) switch
    {
        0 => random.Next(-1, 2),
        1 => random.Next(-4, 5) * 30 * Minute,
        2 => random.NextInt64(-2 * Hour, 2 * Hour),
        _ => random.NextInt64(-2 * Day, 2 * Day),
    });

    private List<T> Some<T>(int most, Func<T> one) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => one())];

    private T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private bool Chance(double share) => random.NextDouble() < share;

    /// <summary>The moments at which the zone's clock jumps, to the minute.</summary>
    private static List<long> SwitchesOf(TimeZoneInfo zone)
    {
        TimeSpan Offset(long at) => zone.GetUtcOffset(RuleCase.Utc(at));
        var found = new List<long>();
        for (var day = First; day < Last; day += Day)
        {
            if (Offset(day) != Offset(day + Day))
            {
                var minute = Enumerable.Range(1, (int)(Day / Minute)).First(minutes => Offset(day + (minutes * Minute)) != Offset(day));
                found.Add(day + (minute * Minute));
            }
        }

        return found;
    }
}
