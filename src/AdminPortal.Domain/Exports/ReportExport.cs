using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Exports;

/// <summary>Where an export stands.</summary>
public enum ExportState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Is being written, or waits for its next attempt.</summary>
    Running,

    /// <summary>The file is there.</summary>
    Done,

    /// <summary>Given up; <see cref="ReportExport.ErrorCode"/> says why.</summary>
    Failed,

    /// <summary>Stopped by a person.</summary>
    Cancelled,
}

/// <summary>A file that somebody ordered: first a piece of work, then a file that is kept for some days. Times are UTC.</summary>
public sealed class ReportExport : ITenantOwned, IAudited
{
    /// <summary>Longest <see cref="About"/>.</summary>
    public const int AboutLimit = 400;

    /// <summary>Longest <see cref="FileName"/>.</summary>
    public const int FileNameLimit = 150;

    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>The person who ordered it: the file holds what they may see when it is written.</summary>
    [NotAudited]
    public required long UserId { get; init; }

    /// <summary>Their name at that time.</summary>
    [NotAudited]
    public required string UserName { get; init; }

    /// <summary>The schedule that ordered it in that person's name; null when they did it themselves.</summary>
    [NotAudited]
    public long? ScheduleId { get; init; }

    /// <summary>The kind of report or list.</summary>
    public required string Kind { get; init; }

    /// <summary>As <see cref="ReportRequestText"/> writes it.</summary>
    [NotAudited]
    public required string Request { get; init; }

    public required ReportFormat Format { get; init; }

    /// <summary>The language of the file: <c>de</c> or <c>en</c>.</summary>
    [NotAudited]
    public required string Language { get; init; }

    /// <summary>Event, range and filters in the words of the page it was ordered from, for people to recognise it by.</summary>
    public string? About { get; init; }

    [NotAudited]
    public ExportState State { get; set; }

    /// <summary>Rows written so far.</summary>
    [NotAudited]
    public long Rows { get; set; }

    /// <summary>Rows there will be; null while that is not known.</summary>
    [NotAudited]
    public long? Expected { get; set; }

    /// <summary>Size of the finished file.</summary>
    [NotAudited]
    public long Bytes { get; set; }

    /// <summary>The finished file's name for people.</summary>
    [NotAudited]
    public string? FileName { get; set; }

    /// <summary>The code of a problem.</summary>
    [NotAudited]
    public string? ErrorCode { get; set; }

    public required DateTime CreatedAt { get; init; }

    [NotAudited]
    public DateTime? StartedAt { get; set; }

    [NotAudited]
    public DateTime? FinishedAt { get; set; }

    /// <summary>When the row goes, and its file with it.</summary>
    [NotAudited]
    public required DateTime ExpiresAt { get; set; }

    /// <summary>How often somebody began to write it.</summary>
    [NotAudited]
    public int Attempts { get; set; }

    /// <summary>Who writes it, a new name for each attempt; also the name under which the file lies on the disk.</summary>
    [NotAudited]
    public string? Owner { get; set; }

    /// <summary>Until when the owner has it; work whose owner did not renew this is taken up by another.</summary>
    [NotAudited]
    public DateTime? LeaseUntil { get; set; }

    public int Version { get; set; }
}

/// <summary>The columns that a person chose for files of one kind.</summary>
public sealed class ReportColumnChoice : ITenantOwned
{
    /// <summary>Longest <see cref="Columns"/>.</summary>
    public const int Limit = 2000;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long UserId { get; init; }

    public required string Kind { get; init; }

    /// <summary>Their keys in their order, separated by commas.</summary>
    public required string Columns { get; set; }

    public int Version { get; set; }
}

internal sealed class ReportExportMap : IEntityTypeConfiguration<ReportExport>, IEntityTypeConfiguration<ReportColumnChoice>
{
    public void Configure(EntityTypeBuilder<ReportExport> export)
    {
        export.Property(e => e.UserName).HasMaxLength(100);
        export.Property(e => e.Kind).HasMaxLength(64).IsExact();
        export.Property(e => e.Request).HasMaxLength(ReportRequestText.Limit);
        export.Property(e => e.Language).HasMaxLength(10);
        export.Property(e => e.About).HasMaxLength(ReportExport.AboutLimit);
        export.Property(e => e.FileName).HasMaxLength(ReportExport.FileNameLimit);
        export.Property(e => e.ErrorCode).HasMaxLength(64);
        export.Property(e => e.Owner).HasMaxLength(32).IsExact();
        // The judge between processes: each person has one that is being written (State 1 is Running).
        export.HasIndex(e => new { e.TenantId, e.UserId }, "IX_ReportExports_Running").IsUnique().HasFilter("[State] = 1");
        export.HasIndex(e => new { e.TenantId, e.UserId, e.CreatedAt });
        export.HasIndex(e => e.State);
        export.HasIndex(e => e.ExpiresAt);
        export.HasIndex(e => e.Owner);
    }

    public void Configure(EntityTypeBuilder<ReportColumnChoice> choice)
    {
        choice.Property(c => c.Kind).HasMaxLength(64).IsExact();
        choice.Property(c => c.Columns).HasMaxLength(ReportColumnChoice.Limit);
        choice.HasIndex(c => new { c.TenantId, c.UserId, c.Kind }).IsUnique();
    }
}
