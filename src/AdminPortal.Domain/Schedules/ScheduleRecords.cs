using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;


namespace AdminPortal.Domain.Schedules;

/// <summary>What a schedule is made from.</summary>
/// <param name="Name">At most 100 characters; also the subject of the mail.</param>
/// <param name="Kind">The key of the <see cref="ReportKind"/>.</param>
/// <param name="EventKey">The event it is about; null for all.</param>
/// <param name="Range">The days it is about.</param>
/// <param name="Format">The form of the file.</param>
/// <param name="Language"><c>de</c> or <c>en</c>.</param>
/// <param name="Rhythm">When it is made.</param>
/// <param name="Weekday">For a weekly one.</param>
/// <param name="Minute">Minutes after midnight of the tenant's zone.</param>
/// <param name="DaysAfter">For one after the event; from 0 to 60.</param>
/// <param name="Recipients">Mail addresses, at most 20; may be empty: then it is kept in the list of files.</param>
public sealed record ScheduleDraft(
    string Name, string Kind, string? EventKey, ScheduleRange Range, ReportFormat Format, string Language, ScheduleRhythm Rhythm,
        DayOfWeek? Weekday, int Minute, int DaysAfter, IReadOnlyList<string> Recipients);

/// <summary>A row of the schedules page; times are UTC.</summary>
/// <param name="Id">The schedule.</param>
/// <param name="Draft">Its settings.</param>
/// <param name="EventTitle">The event it is about.</param>
/// <param name="OwnerName">Whose permissions count.</param>
/// <param name="IsPaused">Nothing is made meanwhile.</param>
/// <param name="NextAt">When it is due; null when it was made after its event already.</param>
/// <param name="Last">The newest run.</param>
/// <param name="Version">For changing it.</param>
public sealed record ScheduleRow(long Id, ScheduleDraft Draft, string? EventTitle, string OwnerName, bool IsPaused, DateTime? NextAt,
    ScheduleRunRow? Last, int Version);

/// <summary>A line of the log; times are UTC.</summary>
/// <param name="Id">The run.</param>
/// <param name="DueAt">When it was due.</param>
/// <param name="State">What became of it.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAttemptAt">When it is tried again.</param>
/// <param name="ExportId">Its file in the list of files, while that is kept.</param>
/// <param name="SentTo">Addresses it was sent to.</param>
/// <param name="Remaining">Addresses it was not sent to.</param>
/// <param name="Problem">Stable code of what is wrong.</param>
/// <param name="Answer">What the mail server answered.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record ScheduleRunRow(
    long Id, DateTime DueAt, ScheduleRunState State, int Attempts, DateTime? NextAttemptAt, long? ExportId, int SentTo,
        IReadOnlyList<string> Remaining, string? Problem, string? Answer, DateTime? FinishedAt);
