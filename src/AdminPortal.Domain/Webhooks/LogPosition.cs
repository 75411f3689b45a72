using System.Text.Json;

namespace AdminPortal.Domain.Webhooks;

/// <summary>Ids that were not there when a later one was: their transactions were still open, or were rolled back.</summary>
/// <param name="From">The first of them.</param>
/// <param name="To">The last of them.</param>
/// <param name="SeenAt">UTC; when they were missed.</param>
internal sealed record LogGap(long From, long To, DateTime SeenAt);

/// <summary>
/// How far a log was read, exact also where several transactions write at once and a lower id becomes visible after a higher one: what was
/// missing below is remembered and looked for until no transaction can still be open. Each entry is so read once.
/// </summary>
/// <param name="Place">The newest id that was read.</param>
/// <param name="Gaps">What is missing below it, in order.</param>
internal sealed record LogPosition(long Place, IReadOnlyList<LogGap> Gaps)
{
    /// <summary>Nothing is open for longer: a command ends after 30 seconds, and a transaction has few of them.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>A gap of so many ids is no open transaction alone but numbers that a start of the database left out.</summary>
    public const int Wide = 200;

    /// <summary>As it is stored.</summary>
    public static LogPosition Of(long place, string? gaps) =>
        new(place, string.IsNullOrEmpty(gaps) ? [] : JsonSerializer.Deserialize<List<LogGap>>(gaps)!);

    /// <summary>The gaps as they are stored; null for none.</summary>
    public string? Stored => Gaps.Count == 0 ? null : JsonSerializer.Serialize(Gaps);

    /// <summary>Single ids to look for.</summary>
    public List<long> Missing => [.. Gaps.Where(gap => gap.To - gap.From < Wide).SelectMany(Ids)];

    /// <summary>Ranges to look through.</summary>
    public IEnumerable<LogGap> Ranges => Gaps.Where(gap => gap.To - gap.From >= Wide);

    /// <summary>The position after a reading.</summary>
    /// <param name="seen">The ids that were read, those out of gaps too.</param>
    /// <param name="inOrder">Whether lower ids never come later.</param>
    /// <param name="now">UTC.</param>
    public LogPosition After(IReadOnlyCollection<long> seen, bool inOrder, DateTime now)
    {
        var newest = Math.Max(Place, seen.DefaultIfEmpty(0).Max());
        if (inOrder)
        {
            return new LogPosition(newest, []);
        }

        var gaps = new List<LogGap>();
        foreach (var gap in Gaps.Where(gap => now - gap.SeenAt < Patience))
        {
            gaps.AddRange(Rest(gap, [.. seen.Where(id => id >= gap.From && id <= gap.To).Order()]));
        }

        if (newest > Place)
        {
            gaps.AddRange(Rest(new LogGap(Place + 1, newest, now), [.. seen.Where(id => id > Place).Order()]));
        }

        return new LogPosition(newest, gaps);
    }

    private static IEnumerable<long> Ids(LogGap gap)
    {
        for (var id = gap.From; id <= gap.To; id++)
        {
            yield return id;
        }
    }

    private static IEnumerable<LogGap> Rest(LogGap gap, List<long> found)
    {
        var from = gap.From;
        foreach (var id in found)
        {
            if (id > from)
            {
                yield return gap with { From = from, To = id - 1 };
            }

            from = id + 1;
        }

        if (from <= gap.To)
        {
            yield return gap with { From = from };
        }
    }
}
