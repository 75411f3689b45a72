using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Schedules;

/// <summary>When a report is made.</summary>
public enum ScheduleRhythm
{
    /// <summary>Every day at the time.</summary>
    Daily,

    /// <summary>Once a week, on the weekday, at the time.</summary>
    Weekly,

    /// <summary>Once, so many days after the event's last day, at the time; never before the event has ended.</summary>
    AfterEvent,
}

/// <summary>The range of a report, seen from the day it is made.</summary>
public enum ScheduleRange
{
    /// <summary>From the beginning on.</summary>
    Everything,

    /// <summary>The day before.</summary>
    Yesterday,

    /// <summary>The seven days before.</summary>
    Last7Days,

    /// <summary>The thirty days before.</summary>
    Last30Days,

    /// <summary>The calendar month before.</summary>
    LastMonth,
}

/// <summary>A report that is made again and again, or once after an event, and sent by mail.</summary>
public sealed class ReportSchedule : ITenantOwned, IAudited, ISoftDeleted
{
    /// <summary>Longest name.</summary>
    public const int NameLimit = 100;

    /// <summary>Most recipients.</summary>
    public const int RecipientLimit = 20;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required string Name { get; set; }

    /// <summary>The key of the <see cref="ReportKind"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>The event it is about; null for all.</summary>
    public long? EventId { get; set; }

    public Event? Event { get; init; }

    public required ScheduleRange Range { get; set; }

    public required ReportFormat Format { get; set; }

    /// <summary><c>de</c> or <c>en</c>.</summary>
    public required string Language { get; set; }

    public required ScheduleRhythm Rhythm { get; set; }

    /// <summary>For <see cref="ScheduleRhythm.Weekly"/>.</summary>
    public DayOfWeek? Weekday { get; set; }

    /// <summary>Minutes after midnight of the tenant's zone, from 0 to 1439.</summary>
    public required int Minute { get; set; }

    /// <summary>For <see cref="ScheduleRhythm.AfterEvent"/>: from 0, the event's last day itself.</summary>
    public int DaysAfter { get; set; }

    /// <summary>Mail addresses, each on a line.</summary>
    public required string Recipients { get; set; }

    /// <summary>The person whose permissions count when it is made: who saved it last.</summary>
    public required long OwnerId { get; set; }

    public PortalUser? Owner { get; init; }

    public bool IsPaused { get; set; }

    /// <summary>UTC: when it is due next; null while it waits for the end of its event and after that was its only time.</summary>
    [NotAudited]
    public DateTime? NextAt { get; set; }

    /// <summary>UTC: the end of the event for which the one report after it was made; null while it was not.</summary>
    [NotAudited]
    public DateTime? MadeForEnd { get; set; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>What becomes of a report that was due.</summary>
public enum ScheduleRunState
{
    /// <summary>Waits for its turn, also between attempts.</summary>
    Waiting,

    /// <summary>The file is there; it is being sent.</summary>
    Sending,

    /// <summary>Sent to everybody.</summary>
    Sent,

    /// <summary>The file is in the list of files; no mail server is configured.</summary>
    Kept,

    /// <summary>It could not be made, or not be sent to everybody.</summary>
    Failed,
}

/// <summary>One report that was due: the log of a schedule, and what is still to do.</summary>
public sealed class ScheduleRun : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long ScheduleId { get; init; }

    public ReportSchedule? Schedule { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime DueAt { get; init; }

    public required ScheduleRunState State { get; set; }

    /// <summary>How often the mail server was asked.</summary>
    public int Attempts { get; set; }

    /// <summary>
    /// UTC: not before then; a process that works on it moves it ahead, so that another takes it over when that one has died. Null when it
    /// ended.
    /// </summary>
    public DateTime? NextAttemptAt { get; set; }

    /// <summary>The file in the list of files; null until it is ordered.</summary>
    public long? ExportId { get; set; }

    /// <summary>Addresses it is still to be sent to, each on a line.</summary>
    public required string Remaining { get; set; }

    /// <summary>How many addresses it was sent to.</summary>
    public int SentTo { get; set; }

    /// <summary>Why it failed or waits: a stable code; null when nothing is wrong.</summary>
    public string? Problem { get; set; }

    /// <summary>What the mail server answered.</summary>
    public string? Answer { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? FinishedAt { get; set; }
}

internal sealed class ReportScheduleMap : IEntityTypeConfiguration<ReportSchedule>
{
    public void Configure(EntityTypeBuilder<ReportSchedule> schedule)
    {
        schedule.Property(s => s.Name).HasMaxLength(ReportSchedule.NameLimit);
        schedule.Property(s => s.Kind).HasMaxLength(50).IsExact();
        schedule.Property(s => s.Language).HasMaxLength(5);
        schedule.Property(s => s.Recipients).IsUnbounded();
        schedule.HasOne(s => s.Event).WithMany().HasForeignKey(s => s.EventId);
        schedule.HasOne(s => s.Owner).WithMany().HasForeignKey(s => s.OwnerId).OnDelete(DeleteBehavior.NoAction);
        schedule.HasIndex(s => new { s.TenantId, s.Name });
        schedule.HasIndex(s => s.NextAt);
    }
}

internal sealed class ScheduleRunMap : IEntityTypeConfiguration<ScheduleRun>
{
    public void Configure(EntityTypeBuilder<ScheduleRun> run)
    {
        run.Property(r => r.Remaining).IsUnbounded();
        run.Property(r => r.Problem).HasMaxLength(50);
        run.Property(r => r.Answer).HasMaxLength(500);
        run.HasOne(r => r.Schedule).WithMany().HasForeignKey(r => r.ScheduleId);
        // The judge between processes: one run for each time it was due.
        run.HasIndex(r => new { r.TenantId, r.ScheduleId, r.DueAt }).IsUnique();
        run.HasIndex(r => r.NextAttemptAt);
    }
}
