using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;

namespace AdminPortal.Domain.Live.Outlooks;

/// <summary>
/// How many of those who come have come by each moment since the doors opened: a line that never falls, from 0 to <see cref="Total"/>.
/// </summary>
public sealed class ArrivalCourse
{
    /// <summary>Longest course; who comes later has come by its end.</summary>
    private const int MostMinutes = 7 * 24 * 60;

    private readonly double[] come;

    private readonly int first;

    private ArrivalCourse(int first, double[] come) => (this.first, this.come) = (first, come);

    /// <summary>People of the whole course.</summary>
    public double Total => come[^1];

    /// <summary>Minutes after the doors opened at which everybody has come.</summary>
    public int End => first + come.Length - 1;

    /// <summary>
    /// When an event's doors open, in minutes since 1970 UTC: with its first window and the tolerance before it, or else with the event.
    /// </summary>
    public static int DoorsOf(EventRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return Clock.Minute(rules.Windows.All is { Count: > 0 } windows ? windows.Min(w => w.StartsAt) - rules.Windows.Before
            : rules.StartsAt);
    }

    /// <summary>Of people by the minute since 1970 UTC in which they came first; null when nobody came.</summary>
    /// <param name="minutes">Counts above 0.</param>
    /// <param name="doors">When the doors opened, in minutes since 1970 UTC.</param>
    public static ArrivalCourse? Of(IReadOnlyDictionary<int, int> minutes, int doors)
    {
        ArgumentNullException.ThrowIfNull(minutes);
        return Of(minutes.Select(m => (m.Key, 1, (double)m.Value)), doors);
    }

    /// <summary>
    /// What the windows plan: the people of each category spread evenly over those of its windows that lie on the first day on which it has
    /// any, for nobody has to come twice. Null when no window is anybody's.
    /// </summary>
    /// <param name="rules">The event with its windows.</param>
    /// <param name="categories">People by category; 0 stands for none.</param>
    public static ArrivalCourse? Planned(EventRules rules, IEnumerable<KeyValuePair<long, int>> categories)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(categories);
        var own = rules.Windows.All.ToLookup(w => w.CategoryId ?? 0);
        var parts = new List<(int, int, double)>();
        foreach (var (category, people) in categories.Where(c => c.Value > 0))
        {
            var windows = (own.Contains(category) ? own[category] : own[0]).ToList();
            var day = windows.Count == 0 ? default : windows.Min(w => rules.Zone.Day(w.StartsAt));
            var spans = windows.Where(w => rules.Zone.Day(w.StartsAt) == day).Select(Span).ToList();
            parts.AddRange(spans.Select(s => (s.At, s.Minutes, (double)people * s.Minutes / spans.Sum(all => all.Minutes))));
        }

        return Of(parts, DoorsOf(rules));
    }

    /// <summary>People who have come by some minutes after the doors opened; before that minutes are negative.</summary>
    public double At(double minutes)
    {
        var place = minutes - first;
        if (place <= 0)
        {
            return 0;
        }

        if (place >= come.Length - 1)
        {
            return Total;
        }

        var whole = (int)place;
        return come[whole] + ((come[whole + 1] - come[whole]) * (place - whole));
    }

    /// <summary>Share of those who come that have come by some minutes after the doors opened, 0 to 1.</summary>
    public double ShareAt(double minutes) => At(minutes) / Total;

    private static (int At, int Minutes) Span(WindowRule window) => (Clock.Minute(window.StartsAt),
        Math.Max(1, Math.Min(MostMinutes, Clock.Minute(window.EndsAt) - Clock.Minute(window.StartsAt))));

    private static ArrivalCourse? Of(IEnumerable<(int At, int Minutes, double People)> parts, int doors)
    {
        var all = parts.ToList();
        if (all.Count == 0)
        {
            return null;
        }

        var first = all.Min(p => p.At);
        var come = new double[Math.Min(MostMinutes, all.Max(p => p.At + p.Minutes) - first) + 1];
        foreach (var (at, minutes, people) in all)
        {
            for (var i = 0; i < minutes; i++)
            {
                come[Math.Min(at - first + i + 1, come.Length - 1)] += people / minutes;
            }
        }

        for (var i = 1; i < come.Length; i++)
        {
            come[i] += come[i - 1];
        }

        return new ArrivalCourse(first - doors, come);
    }
}
