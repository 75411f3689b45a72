using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Web.Features.Reports;

/// <summary>What the address asks for: event, range and comparison, as they stand in it.</summary>
public sealed record ReportSelection(string? EventKey, string? FromText, string? ToText, string? Compare)
{
    /// <summary>Names of the parts of the address.</summary>
    public const string EventPart = "event", FromPart = "from", ToPart = "to", ComparePart = "compare", CurrencyPart = "currency";

    /// <summary>The two comparisons that need no other event; anything else is the key of one.</summary>
    public const string BeforeRange = "before", YearBefore = "year";

    private static readonly DateOnly Earliest = new(1900, 1, 1);

    private static readonly DateOnly Latest = new(2999, 12, 31);

    /// <summary>The first day; null when none was asked for, or it cannot be read.</summary>
    public DateOnly? From { get; } = Day(FromText);

    /// <summary>The last day; null when none was asked for, or it cannot be read.</summary>
    public DateOnly? To { get; } = Day(ToText);

    /// <summary>Whether a first day was written that is none.</summary>
    public bool IsFromUnreadable => !string.IsNullOrEmpty(FromText) && From is null;

    /// <summary>Whether a last day was written that is none.</summary>
    public bool IsToUnreadable => !string.IsNullOrEmpty(ToText) && To is null;

    /// <summary>Whether the last day lies before the first.</summary>
    public bool IsBackwards => From > To;

    /// <summary>Whether a report can be made of it.</summary>
    public bool IsReadable => !IsFromUnreadable && !IsToUnreadable && !IsBackwards;

    /// <summary>The key of the event to compare with; null when the comparison is another one.</summary>
    public string? OtherEventKey => Compare is null or BeforeRange or YearBefore ? null : Compare;

    /// <summary>What is asked of the report.</summary>
    public ReportFilter Filter => new(EventKey, From is { } from ? ReportBound.Of(from) : null, To is { } to ? ReportBound.Of(to) : null);

    /// <summary>The range with both ends: one that is open goes on until today; null when it begins nowhere.</summary>
    public ReportPeriod? Period(DateOnly today) => From is not { } from
        ? null
        : To is { } to
        ? new(from, to)
        : from <= today
        ? new(from, today)
        : null;

    /// <summary>A day as the address spells it.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= Earliest
            && day <= Latest ? day : null;
}

/// <summary>Finds the report that a selection is compared with.</summary>
internal static class ReportComparisons
{
    /// <summary>The comparison that the selection asks for; null for none, and where it is not possible.</summary>
    public static ReportComparison? Of(ReportSelection selection, EventDetail? shown, EventDetail? other, DateOnly today)
    {
        var period = selection.Period(today);
        if (selection.Compare is ReportSelection.BeforeRange or ReportSelection.YearBefore)
        {
            return period is { } range
                ? Of(selection, range, selection.Compare == ReportSelection.BeforeRange ? range.Before() : range.YearBefore())
                : null;
        }

        if (shown is null || other is null)
        {
            return null;
        }

        var (begin, then) = (FirstDay(shown), FirstDay(other));
        var days = begin.DayNumber - then.DayNumber;
        // The range moves along with the event's beginning.
        ReportBound? Moved(DateOnly? day) => day is { } of
            ? ReportBound.Of(DateOnly.FromDayNumber(Math.Max(0, of.DayNumber - days)))
            : null;
        return new ReportComparison(new ReportFilter(other.Draft.EventKey, Moved(selection.From), Moved(selection.To)), other.Draft.Title,
            days, ReportPeriod.Months(then, begin))
        { Begin = begin };

        static DateOnly FirstDay(EventDetail of) => Zone.Find(of.Draft.TimeZone).Day(of.Draft.StartsAt);
    }

    private static ReportComparison Of(ReportSelection selection, ReportPeriod shown, ReportPeriod then) => new(
        new ReportFilter(selection.EventKey, ReportBound.Of(then.From), ReportBound.Of(then.To)),
        then.From == then.To ? $"{then.From:d}" : $"{then.From:d} – {then.To:d}",
        shown.From.DayNumber - then.From.DayNumber,
        ReportPeriod.Months(then.From, shown.From));
}
