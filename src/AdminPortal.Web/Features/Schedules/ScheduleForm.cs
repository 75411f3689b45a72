using System.Globalization;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Schedules;

namespace AdminPortal.Web.Features.Schedules;

/// <summary>What is typed into the form of a schedule. Equal forms hold the same texts.</summary>
public sealed record ScheduleForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["name", "kind", "event_key", "language", "weekday", "time", "days_after", "recipients"];

    public string? Name { get; set; }

    public string Kind { get; set; } = OverviewReport.Kind.Key;

    public string? EventKey { get; set; }

    public ScheduleRange Range { get; set; } = ScheduleRange.Everything;

    public ReportFormat Format { get; set; } = ReportFormat.Pdf;

    public string Language { get; set; } = "en";

    public ScheduleRhythm Rhythm { get; set; } = ScheduleRhythm.Daily;

    public DayOfWeek Weekday { get; set; } = DayOfWeek.Monday;

    /// <summary>As the browser writes it: <c>07:30</c>.</summary>
    public string? Time { get; set; } = "07:00";

    public string? DaysAfter { get; set; } = "1";

    /// <summary>Addresses, separated by lines, commas, semicolons or blanks.</summary>
    public string? Recipients { get; set; }

    /// <summary>A schedule as it is.</summary>
    public static ScheduleForm Of(ScheduleDraft draft) => new()
    {
        Name = draft.Name,
        Kind = draft.Kind,
        EventKey = draft.EventKey,
        Range = draft.Range,
        Format = draft.Format,
        Language = draft.Language,
        Rhythm = draft.Rhythm,
        Weekday = draft.Weekday ?? DayOfWeek.Monday,
        Time = TimeOnly.MinValue.AddMinutes(draft.Minute).ToString("HH:mm", CultureInfo.InvariantCulture),
        DaysAfter = draft.DaysAfter.ToString(CultureInfo.InvariantCulture),
        Recipients = string.Join('\n', draft.Recipients),
    };

    /// <summary>The draft; what cannot be read becomes a value that the service refuses beside its field.</summary>
    public ScheduleDraft ToDraft() => new(
        Name?.Trim() ?? "",
        Kind,
        string.IsNullOrWhiteSpace(EventKey) ? null : EventKey.Trim(),
        Range,
        Format,
        Language,
        Rhythm,
        Rhythm == ScheduleRhythm.Weekly ? Weekday : null,
        TimeOnly.TryParse(Time, CultureInfo.InvariantCulture, out var time) ? (time.Hour * 60) + time.Minute : -1,
        Rhythm != ScheduleRhythm.AfterEvent
            ? 0
            : int.TryParse(DaysAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            ? days
            : -1,
        (Recipients ?? "")
            .Split(['\n', '\r', ',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
