using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;

namespace AdminPortal.Domain.CheckIns;

/// <summary>
/// What the rules of an event say to one scan of a person, from nothing but its arguments. The station's script decides alike without a
/// network (<c>wwwroot-assets/src/station/rules.ts</c>); the tables in <c>CheckInCases</c> of the tests hold both to the same answers.
/// </summary>
internal static class CheckInRules
{
    /// <summary>Decides a scan; neither the person nor a record is changed.</summary>
    /// <param name="rules">Those of the event.</param>
    /// <param name="person">Who is at the door, with the open record, and with all stays where a rule counts them.</param>
    /// <param name="scan">What is asked for.</param>
    /// <param name="inside">People inside before, wherever the event has a limit.</param>
    /// <param name="categories">The categories that this door admits; null for everybody.</param>
    public static EntryDecision Decide(EventRules rules, CheckInPerson person, EntryScan scan, int inside,
        IReadOnlySet<long>? categories = null) =>
        scan.Action == ScanAction.CheckOut ? CheckOut(person, scan, inside) : CheckIn(rules, person, scan, inside, categories);

    private static EntryDecision CheckOut(CheckInPerson person, EntryScan scan, int inside) => person.Open is { } open
        ? new EntryDecision(inside - open.Quantity) { OpenClosesAt = scan.At < open.CheckedInAt ? open.CheckedInAt : scan.At }
        : new EntryDecision(inside) { Refusal = Refusal.NotCheckedIn };

    private static EntryDecision CheckIn(EventRules rules, CheckInPerson person, EntryScan scan, int inside,
        IReadOnlySet<long>? categories)
    {
        if (categories is not null && !(person.CategoryId is { } category && categories.Contains(category)))
        {
            return new EntryDecision(inside) { Refusal = Refusal.WrongCategory };
        }

        List<string>? overridden = null;
        foreach (var (refusal, explains) in EntryRules(rules, person, scan))
        {
            if (!scan.Overrides)
            {
                return new EntryDecision(inside) { Refusal = refusal, Explains = explains };
            }

            (overridden ??= []).Add(refusal.Code);
        }

        var day = rules.Zone.Day(scan.At);
        if (Blocking(rules, person, day) is { } blocking)
        {
            return new EntryDecision(inside) { Refusal = Refusal.AlreadyCheckedIn, Explains = blocking };
        }

        var others = inside - (person.Open?.Quantity ?? 0);
        if (rules.Limit is { } limit && others + scan.Quantity > limit)
        {
            if (!scan.Overrides)
            {
                return new EntryDecision(inside) { Refusal = Refusal.EventFull };
            }

            (overridden ??= []).Add(Refusal.EventFull.Code);
        }

        if (person.Open is not { } open)
        {
            return new EntryDecision(inside + scan.Quantity) { Overridden = overridden };
        }

        var openDay = rules.Zone.Day(open.CheckedInAt);
        if (openDay >= day && scan.At < open.CheckedInAt)
        {
            // heard of late: the person has come in once more since
            return new EntryDecision(inside) { Overridden = overridden, NewClosesAt = open.CheckedInAt };
        }

        return new EntryDecision(others + scan.Quantity)
        {
            Overridden = overridden,
            OpenClosesAt = openDay < day ? rules.Zone.StartOfDay(openDay.AddDays(1)) : scan.At,
        };
    }

    /// <summary>What stands against an entry at that moment, in the contract's order, each with the record that explains it.</summary>
    private static IEnumerable<(Problem Refusal, CheckIn? Explains)> EntryRules(EventRules rules, CheckInPerson person, EntryScan scan)
    {
        if (rules.RequireConfirmation && !person.IsConfirmed)
        {
            yield return (Refusal.NotConfirmed, null);
        }

        if (rules.Windows.IsOutside(person.CategoryId, scan.At))
        {
            yield return (Refusal.OutsideWindow, null);
        }
        else if (rules.Windows.For(person.CategoryId, scan.At) is { Limit: { } limit } window)
        {
            var used = person.Stays.Where(stay => rules.Windows.For(person.CategoryId, stay.CheckedInAt)?.Id == window.Id).ToList();
            if (used.Sum(stay => stay.Quantity) + scan.Quantity > limit)
            {
                yield return (Refusal.WindowLimitReached, used.LastOrDefault());
            }
        }
    }

    /// <summary>The record that forbids a check-in on that day of the event, or null.</summary>
    private static CheckIn? Blocking(EventRules rules, CheckInPerson person, DateOnly day) => rules.ReEntry switch
    {
        ReEntry.Always => null,
        ReEntry.Never => person.Open ?? person.Stays.LastOrDefault(),
        _ when person.Open is { } open && rules.Zone.Day(open.CheckedInAt) >= day => open,
        ReEntry.OncePerDay => person.Stays.LastOrDefault(stay => rules.Zone.Day(stay.CheckedInAt) == day),
        _ => null,
    };
}

/// <summary>What is asked for at a door.</summary>
/// <param name="Action">In or out.</param>
/// <param name="At">UTC; when it happened.</param>
/// <param name="Quantity">People who come in.</param>
/// <param name="Overrides">Whether a supervisor sets aside what <see cref="Refusal.Overridable"/> names.</param>
internal readonly record struct EntryScan(ScanAction Action, DateTime At, int Quantity, bool Overrides = false);

/// <summary>
/// The answer to a scan. Without a <see cref="Refusal"/> the open record is closed where <see cref="OpenClosesAt"/> says so, and an entry
/// is written.
/// </summary>
/// <param name="Inside">People inside afterwards.</param>
internal readonly record struct EntryDecision(int Inside)
{
    /// <summary>Why not; null when admitted.</summary>
    public Problem? Refusal { get; init; }

    /// <summary>The record that explains the refusal, where there is one.</summary>
    public CheckIn? Explains { get; init; }

    /// <summary>Codes of the rules that a supervisor set aside; null when none.</summary>
    public List<string>? Overridden { get; init; }

    /// <summary>UTC; when the open record ends, null when it stays as it is or there is none.</summary>
    public DateTime? OpenClosesAt { get; init; }

    /// <summary>UTC; when the new record ends, null when it stays open.</summary>
    public DateTime? NewClosesAt { get; init; }
}
