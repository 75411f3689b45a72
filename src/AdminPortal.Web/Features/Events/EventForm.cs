using System.Globalization;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Kit.Fields;

namespace AdminPortal.Web.Features.Events;

/// <summary>
/// What is typed into the form of an event; dates are wall-clock times of the event's zone as the browser writes them. Equal forms hold the
/// same texts.
/// </summary>
public sealed partial record EventForm
{
    /// <summary>Days of 52 weeks.</summary>
    private const int Year = 364;

    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["title", "event_key", "place", "date_from", "date_to", "time_zone", "capacity", "tolerance_before", "tolerance_after"];

    public string? Title { get; set; }

    public string? EventKey { get; set; }

    public string? Place { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    /// <summary>Of a time that occurs twice, the second one.</summary>
    public bool FromLater { get; set; }

    /// <summary>Of a time that occurs twice, the second one.</summary>
    public bool ToLater { get; set; }

    public string? TimeZone { get; set; }

    public string? Capacity { get; set; }

    public bool EnforceCapacity { get; set; }

    public ReEntry ReEntry { get; set; }

    public bool RequireConfirmation { get; set; }

    public bool OnlySignedCodes { get; set; }

    public bool IsTest { get; set; }

    /// <summary>Minutes.</summary>
    public string? ToleranceBefore { get; set; } = "0";

    /// <summary>Minutes.</summary>
    public string? ToleranceAfter { get; set; } = "0";

    /// <summary>An event as it is.</summary>
    public static EventForm Of(EventDraft draft)
    {
        var zone = Zone.Find(draft.TimeZone);
        return new EventForm
        {
            Title = draft.Title,
            EventKey = draft.EventKey,
            Place = draft.Place,
            From = Moments.Text(draft.StartsAt, zone),
            To = Moments.Text(draft.EndsAt, zone),
            FromLater = Moments.IsLater(draft.StartsAt, zone),
            ToLater = Moments.IsLater(draft.EndsAt, zone),
            TimeZone = draft.TimeZone,
            Capacity = draft.Capacity?.ToString(CultureInfo.InvariantCulture),
            EnforceCapacity = draft.EnforceCapacity,
            ReEntry = draft.ReEntry,
            RequireConfirmation = draft.RequireConfirmation,
            OnlySignedCodes = draft.OnlySignedCodes,
            IsTest = draft.IsTest,
            ToleranceBefore = draft.ToleranceBefore.ToString(CultureInfo.InvariantCulture),
            ToleranceAfter = draft.ToleranceAfter.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A new event: tomorrow, from nine to six.</summary>
    public static EventForm New(string timeZone, DateTime now)
    {
        var day = Zone.Find(timeZone).Day(now).AddDays(1);
        return new EventForm
        {
            TimeZone = timeZone,
            From = Moments.Text(day.ToDateTime(new TimeOnly(9, 0))),
            To = Moments.Text(day.ToDateTime(new TimeOnly(18, 0))),
        };
    }

    /// <summary>
    /// The next one of an event: the same weekday and time, a year (52 weeks) later or as many as it takes to lie ahead. A year in title
    /// and key becomes the new one; a key without gets a number.
    /// </summary>
    public static EventForm Next(EventDraft draft, DateTime now)
    {
        var zone = Zone.Find(draft.TimeZone);
        var years = 1 + Math.Max(0, (int)((now - draft.StartsAt).TotalDays / Year));
        var (from, to) = (zone.PlusDays(draft.StartsAt, years * Year), zone.PlusDays(draft.EndsAt, years * Year));
        var form = Of(draft with { StartsAt = from, EndsAt = to });
        var (before, after) = (Number(zone.Local(draft.StartsAt).Year), Number(zone.Local(from).Year));
        form.Title = draft.Title.Replace(before, after, StringComparison.Ordinal);
        var key = draft.EventKey.Replace(before, after, StringComparison.Ordinal);
        form.EventKey = key == draft.EventKey ? $"{key[..Math.Min(key.Length, EventService.KeyLimit - 2)]}-2" : key;
        return form;

        static string Number(int year) => year.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Moves the start, and the end along, so that the length stays.</summary>
    public void MoveFrom(string? from) => (To, From) = (Moments.EndFor(From, To, from), from);

    /// <summary>
    /// The draft, or every field that cannot be read. A time that was not changed stays as it is stored, with its seconds.
    /// </summary>
    public Result<EventDraft> ToDraft(EventDraft? stored)
    {
        var zone = Zone.Find(TimeZone ?? "");
        var check = new Check().TimeZone("time_zone", TimeZone);
        var from = Read(From, FromLater, "date_from", zone, stored?.StartsAt, check);
        var to = Read(To, ToLater, "date_to", zone, stored?.EndsAt, check);
        int? capacity = null;
        if (!string.IsNullOrWhiteSpace(Capacity))
        {
            var read = int.TryParse(Capacity, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number);
            capacity = number;
            check.That(read, new Problem("invalid_capacity", "A number is needed.", "capacity"));
        }

        var before = Minutes(ToleranceBefore, "tolerance_before", check);
        var after = Minutes(ToleranceAfter, "tolerance_after", check);
        if (!check.Ok)
        {
            // All wrong fields are named at once, also those that only the service would find.
            check.Key("event_key", EventKey, EventService.KeyLimit).Text("title", Title, 200);
            return check.Problems;
        }

        return new EventDraft(EventKey?.Trim() ?? "", Title ?? "", string.IsNullOrWhiteSpace(Place) ? null : Place, from, to, TimeZone!,
            capacity, EnforceCapacity, ReEntry, RequireConfirmation, before, after, OnlySignedCodes, IsTest);
    }

    /// <summary>A key made of a title: <c>Herbstkongress 2026</c> becomes <c>herbstkongress-2026</c>.</summary>
    public static string SuggestKey(string? title)
    {
        var key = NoKey().Replace(Fold.Text(title), "-").Trim('-');
        return key.Length > EventService.KeyLimit ? key[..EventService.KeyLimit].TrimEnd('-') : key;
    }

    private static int Minutes(string? typed, string field, Check check)
    {
        var number = 0;
        check.That(string.IsNullOrWhiteSpace(typed) || int.TryParse(typed, NumberStyles.Integer, CultureInfo.InvariantCulture, out number),
            new Problem("invalid_tolerance", "A number of minutes is needed.", field));
        return number;
    }

    private static DateTime Read(string? typed, bool later, string field, TimeZoneInfo zone, DateTime? stored, Check check)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            check.That(false, Problem.Required(field));
            return default;
        }

        var utc = Moments.Utc(typed, later, zone, stored);
        check.That(utc is not null, Problem.Invalid(field, "This is not a date and time."));
        return utc ?? default;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoKey();
}
