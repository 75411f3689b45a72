using System.Globalization;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Web.Kit.Fields;

namespace AdminPortal.Web.Features.Windows;

/// <summary>
/// What is typed into the form of a window; dates are wall-clock times of the event's zone as the browser writes them. Equal forms hold the
/// same texts.
/// </summary>
public sealed record WindowForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields = ["name", "category", "from", "to", "limit"];

    public string? Name { get; set; }

    /// <summary>Id of the category; empty for all.</summary>
    public string? Category { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    /// <summary>Of a time that occurs twice, the second one.</summary>
    public bool FromLater { get; set; }

    /// <summary>Of a time that occurs twice, the second one.</summary>
    public bool ToLater { get; set; }

    public bool Enforced { get; set; }

    public string? Limit { get; set; }

    /// <summary>Moves the start, and the end along, so that the length stays.</summary>
    public void MoveFrom(string? from) => (To, From) = (Moments.EndFor(From, To, from), from);

    /// <summary>A window as it is.</summary>
    public static WindowForm Of(WindowDraft draft, TimeZoneInfo zone)
    {
        return new WindowForm
        {
            Name = draft.Name,
            Category = draft.CategoryId?.ToString(CultureInfo.InvariantCulture),
            From = Moments.Text(draft.StartsAt, zone),
            To = Moments.Text(draft.EndsAt, zone),
            FromLater = Moments.IsLater(draft.StartsAt, zone),
            ToLater = Moments.IsLater(draft.EndsAt, zone),
            Enforced = draft.Enforced,
            Limit = draft.Limit?.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The draft, or every field that cannot be read. A time within seconds of what was stored keeps the stored seconds.</summary>
    public Result<WindowDraft> ToDraft(TimeZoneInfo zone, WindowDraft? stored)
    {
        var check = new Check();
        var from = Read(From, FromLater, "from", zone, stored?.StartsAt, check);
        var to = Read(To, ToLater, "to", zone, stored?.EndsAt, check);
        int? limit = null;
        if (!string.IsNullOrWhiteSpace(Limit))
        {
            check.That(int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number),
                new Problem("invalid_window_limit", "A number is needed.", "limit"));
            limit = number;
        }

        if (!check.Ok)
        {
            // All wrong fields are named at once, also those that only the service would find.
            check.Text("name", Name, CheckInWindow.NameLimit);
            return check.Problems;
        }

        return new WindowDraft(Name ?? "", from, to,
            long.TryParse(Category, NumberStyles.None, CultureInfo.InvariantCulture, out var category) ? category : null, Enforced, limit);
    }

    private static DateTime Read(string? typed, bool later, string field, TimeZoneInfo zone, DateTime? stored, Check check)
    {
        check.That(!string.IsNullOrWhiteSpace(typed), Problem.Required(field));
        var utc = Moments.Utc(typed, later, zone, stored);
        check.That(utc is not null || string.IsNullOrWhiteSpace(typed), Problem.Invalid(field, "This is not a date and time."));
        return utc ?? default;
    }
}
