using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Exports;

/// <summary>Which exports; everything that is set must hold.</summary>
public sealed record ExportFilter
{
    /// <summary>
    /// Words that must all occur in what it was ordered for, in the file's name or in the name of who ordered it.
    /// </summary>
    public string? Search { get; init; }

    /// <summary>The key of a <see cref="ReportKind"/>.</summary>
    public string? Kind { get; init; }

    public ReportFormat? Format { get; init; }

    public ExportState? State { get; init; }

    /// <summary>Only those of which something is still to come.</summary>
    public bool IsActive { get; init; }

    /// <summary>Ordered at this UTC time or later.</summary>
    public DateTime? From { get; init; }

    /// <summary>Ordered before this UTC time.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>An export as its list shows it; times are UTC.</summary>
public sealed record ExportRow(
    long Id, ReportRequest Request, ReportFormat Format, string Language, string? About, ExportState State, long Rows, long? Expected,
    long Bytes, string? FileName, string? ErrorCode,
    DateTime CreatedAt, DateTime? StartedAt, DateTime? FinishedAt, DateTime ExpiresAt, long? ScheduleId, long UserId, string UserName)
{
    /// <summary>Whether something is still to come of it.</summary>
    public bool IsActive => State is ExportState.Queued or ExportState.Running;
}

/// <summary>What the actor may see of exports.</summary>
public sealed partial class ExportService
{
    /// <summary>What the list can be sorted by; exports are kept for some days.</summary>
    public static Sorts<ReportExport> Sorts { get; } = new Sorts<ReportExport>(e => e.Id)
        .By("ordered", e => e.CreatedAt)
        .By("rows", e => e.Rows)
        .By("size", e => e.Bytes)
        .By("until", e => e.ExpiresAt);

    /// <summary>One page of what the actor may see; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<ExportRow>> ListAsync(Actor actor, ExportFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        return await Apply(Seen(db, actor), filter).PageAsync(page, found => Sorts.Apply(db, found, page.Sort, page.Descending),
            async rows => (await rows.ToListAsync(cancellationToken)).ConvertAll(Row), cancellationToken);
    }

    /// <summary>One of those that the actor may see, or null.</summary>
    public async Task<ExportRow?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        return await Seen(db, actor).SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is { } export ? Row(export) : null;
    }

    private IQueryable<ReportExport> Seen(PortalDb db, Actor actor)
    {
        var (user, now) = (Person(actor) ?? 0, time.UtcNow());
        var kinds = ReportKinds.All.Where(kind => user != 0 && kind.IsFor(actor)).Select(kind => kind.Key).ToList();
        return db.ReportExports.Where(e => e.ExpiresAt > now && (e.UserId == user || (e.ScheduleId != null && kinds.Contains(e.Kind))));
    }

    private static IQueryable<ReportExport> Apply(IQueryable<ReportExport> exports, ExportFilter filter) => exports
        .When(filter.Kind, kind => e => e.Kind == kind)
        .When(filter.Format, format => e => e.Format == format)
        .When(filter.State, state => e => e.State == state)
        .When(filter.IsActive ? true : (bool?)null, _ => e => e.State == ExportState.Queued || e.State == ExportState.Running)
        .When(filter.From, from => e => e.CreatedAt >= from)
        .When(filter.Until, until => e => e.CreatedAt < until)
        .WhenWords(filter.Search, word => e => Fold.Loose(e.About)!.Contains(word) || Fold.Loose(e.FileName)!.Contains(word)
            || Fold.Loose(e.UserName)!.Contains(word));

    private static ExportRow Row(ReportExport e) => new(
        e.Id, ReportRequestText.Read(e.Request), e.Format, e.Language, e.About, e.State, e.Rows, e.Expected, e.Bytes, e.FileName,
            e.ErrorCode, e.CreatedAt, e.StartedAt, e.FinishedAt, e.ExpiresAt, e.ScheduleId, e.UserId, e.UserName);
}
